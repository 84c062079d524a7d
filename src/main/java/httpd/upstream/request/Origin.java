package httpd.upstream.request;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The server that a connection leads to. Requests to one origin may share connections (RFC 6454;
 * here a unix-domain socket is an origin too).
 *
 * @param secure whether the connection uses TLS
 * @param host a name, or an address without brackets; in small letters
 * @param port 1 to 65535; 0 for a unix-domain socket
 * @param socket the unix-domain socket, or null for TCP
 * @param http2 whether its connections speak HTTP/2, which many requests share
 */
public record Origin(boolean secure, String host, int port, @Nullable Path socket, boolean http2) {

  /** An origin of HTTP/1.1. */
  public Origin(boolean secure, String host, int port, @Nullable Path socket) {
    this(secure, host, port, socket, false);
  }
}
