/**
 * Lines as server-sent events. What one event is stands in {@link httpd.ServerSentEvent}, among the
 * words that users know; here is what makes streams of them.
 */
@NullMarked
package httpd.sse;

import org.jspecify.annotations.NullMarked;
