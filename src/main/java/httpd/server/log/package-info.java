/**
 * The access log as lines: their formats, and what writes them without waiting. It may use {@code
 * server} for its events, which does not know it. Begin with {@link httpd.server.log.LogFormat}.
 */
@NullMarked
package httpd.server.log;

import org.jspecify.annotations.NullMarked;
