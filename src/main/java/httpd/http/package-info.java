/**
 * Small values of HTTP and of the addresses in it: how they are written, read and compared. Uses
 * nothing but the JDK, and knows neither requests nor responses.
 */
@NullMarked
package httpd.http;

import org.jspecify.annotations.NullMarked;
