/**
 * The HTTP client behind proxied lines: a {@link httpd.line.LineSource} over an HTTP/1.1 response,
 * delivered line by line as its bytes arrive, with back-pressure down to the upstream's window.
 *
 * <pre>
 *   UpstreamClient.open ─► UpstreamLines ─ first poll ─► Exchange ─► ResponseHandler ─► LineQueue ─► poll
 *   who calls              what they hold                connect,    bytes to lines,    bounded
 *                                                        send        end or failure
 * </pre>
 */
@NullMarked
package httpd.upstream;

import org.jspecify.annotations.NullMarked;
