/**
 * From a {@link httpd.Response} to the bytes of its head and body, one class for each kind of
 * answer. It may use {@code server.request} and {@code stream}, and does not know what carries it:
 * an HTTP/1.1 connection today. Begin with {@link httpd.server.answer.Exchange}.
 */
@NullMarked
package httpd.server.answer;

import org.jspecify.annotations.NullMarked;
