/**
 * From the bytes of a client to a {@link httpd.Request} and its body. It may use {@code net},
 * {@code http} and {@code limit}, and knows neither connections nor answers. Begin with {@link
 * httpd.server.request.RequestReader}.
 */
@NullMarked
package httpd.server.request;

import org.jspecify.annotations.NullMarked;
