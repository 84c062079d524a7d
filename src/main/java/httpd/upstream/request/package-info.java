/**
 * What is asked of an upstream: the address, the request message, and the failure when there is no
 * response. Uses only the vocabulary of HTTP, and Netty's messages. Begin with {@link
 * UpstreamAddress}.
 */
@NullMarked
package httpd.upstream.request;

import org.jspecify.annotations.NullMarked;
