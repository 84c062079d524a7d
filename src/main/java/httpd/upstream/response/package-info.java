/**
 * Reads one response from its bytes: checks its head, and takes its body out of chunks. Uses {@code
 * net}, and knows nothing of requests or of connecting. Begin with {@link ResponseDecoder}.
 */
@NullMarked
package httpd.upstream.response;

import org.jspecify.annotations.NullMarked;
