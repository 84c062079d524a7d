package httpd.server.tls;

/** What a connection becomes when its TLS handshake is complete. */
public interface SecuredConnection {

  /**
   * The handshake is complete.
   *
   * @param protocol of HTTP, as {@code h2} (RFC 7301); empty if the client has named none
   */
  void secured(String protocol);

  /** The client speaks HTTP without TLS; its request is dropped. */
  void plain();
}
