/**
 * Routes that lead to other servers: a request goes on, and its response comes back unchanged, text
 * line by line; or an event stream goes on while its upstream restarts. Uses {@code upstream} to
 * ask, {@code live}, {@code topic} and {@code sse} to present streams of its own. Begin with {@link
 * ProxyHandler}.
 */
@NullMarked
package httpd.proxy;

import org.jspecify.annotations.NullMarked;
