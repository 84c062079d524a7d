/**
 * Makes connections to upstreams and keeps idle ones: name lookup, address race, TLS, pools and the
 * limit on their number. Uses {@code upstream.request} and {@code net}, and knows nothing of
 * messages. Begin with {@link Dial}.
 */
@NullMarked
package httpd.upstream.connect;

import org.jspecify.annotations.NullMarked;
