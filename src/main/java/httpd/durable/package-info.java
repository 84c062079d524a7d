/**
 * The Durable Streams protocol 1.0: streams at URLs that are created, appended to, read from any
 * place in them, followed, forked and closed. It sits on {@code topic.LogStore} and knows no
 * engine. Begin with {@link httpd.durable.StreamsHandler}.
 */
@NullMarked
package httpd.durable;

import org.jspecify.annotations.NullMarked;
