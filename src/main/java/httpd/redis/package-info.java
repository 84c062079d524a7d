/**
 * Logs in Redis Streams, for several servers at a time. Loaded only when a target names Redis.
 * Begin with {@link httpd.redis.RedisStore}, and with {@link httpd.redis.RedisLink} for what
 * happens while Redis is away.
 */
@NullMarked
package httpd.redis;

import org.jspecify.annotations.NullMarked;
