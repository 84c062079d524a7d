/**
 * The vocabulary that programs import: a {@link httpd.Handler} turns a {@link httpd.Request} into a
 * {@link httpd.Response}, whose {@link httpd.Body} is text, bytes, a file, or lines that are still
 * to come. It may use {@code line} and {@code http}, and knows neither sockets nor Netty. Begin
 * with {@link httpd.Handler}.
 */
@NullMarked
package httpd;

import org.jspecify.annotations.NullMarked;
