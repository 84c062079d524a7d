/**
 * Server-sent events: lines as an event stream, an event stream as events, and its heartbeats. Uses
 * only lines, so that every other package can use it; the event that users see is {@code
 * httpd.ServerSentEvent}. Begin with {@link httpd.sse.EventFrame} for writing and {@link
 * httpd.sse.EventReader} for reading.
 */
@NullMarked
package httpd.sse;

import org.jspecify.annotations.NullMarked;
