/**
 * The vocabulary, and all that most users import: a {@link httpd.Handler} turns a {@link
 * httpd.Request} into a {@link httpd.Response}, whose {@link httpd.Body} is a string, a list or
 * lines that are still to come. Plain data; no socket, no thread and no Netty in sight.
 */
@NullMarked
package httpd;

import org.jspecify.annotations.NullMarked;
