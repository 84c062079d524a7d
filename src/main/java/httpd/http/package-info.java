/**
 * Small values of HTTP and of the addresses in it, and JSON: how they are written, read and
 * compared. It uses the JDK and Jackson, and knows neither requests nor responses. Begin with
 * {@link httpd.http.ContentType}.
 */
@NullMarked
package httpd.http;

import org.jspecify.annotations.NullMarked;
