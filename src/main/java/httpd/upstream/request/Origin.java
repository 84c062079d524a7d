package httpd.upstream.request;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where connections go to: those of one origin may carry each other's requests (RFC 6454; here a
 * unix-domain socket is one too).
 *
 * @param secure whether TLS is spoken
 * @param host a name or a literal without brackets; in small letters
 * @param port 1 to 65535; 0 for a socket
 * @param socket the unix-domain socket, or null for TCP
 */
public record Origin(boolean secure, String host, int port, @Nullable Path socket) {}
