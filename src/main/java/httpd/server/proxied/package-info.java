/**
 * The header of the PROXY protocol, by which a proxy that passes bytes on tells the address of its
 * client. Loaded only if a server has such proxies. Begin with {@link
 * httpd.server.proxied.ProxyHeaderReader}.
 */
@NullMarked
package httpd.server.proxied;

import org.jspecify.annotations.NullMarked;
