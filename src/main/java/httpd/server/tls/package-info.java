/**
 * TLS on the connections of clients: certificates and keys, which of them a client gets, the
 * handshake, and what TLS says at the end of a connection. It knows nothing of HTTP, except how to
 * tell it from TLS. Begin with {@link httpd.server.tls.ServerTls}.
 */
@NullMarked
package httpd.server.tls;

import org.jspecify.annotations.NullMarked;
