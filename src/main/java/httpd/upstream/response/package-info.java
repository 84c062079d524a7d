/**
 * Reads one response from a connection: checks its head, decodes its body and cuts it into lines.
 * Uses {@code net}, and knows nothing of requests or of connecting. Begin with {@link
 * ResponseHandler}.
 */
@NullMarked
package httpd.upstream.response;

import org.jspecify.annotations.NullMarked;
