package httpd.matrix;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A connection to the server, and the streams on it. It is used by one thread. */
interface MatrixClient extends AutoCloseable {

  int PATIENCE_MILLIS = 20_000;

  /** Sends a request; the last stream of this client, if there is one, is complete or left. */
  MatrixStream open(String path, MatrixCoding coding) throws IOException;

  @Override
  void close() throws IOException;

  /** Connects to a server, which chooses the protocol by ALPN if there is TLS. */
  static MatrixClient connect(MatrixTransport transport, InetSocketAddress server)
      throws IOException {
    var socket = connected(server);
    if (transport.isTls) {
      socket = secured(socket, transport.isHttp2 ? "h2" : "http/1.1");
    }
    return transport.isHttp2 ? new Http2MatrixClient(socket) : new Http1MatrixClient(socket);
  }

  /** With a small receive buffer, so that a large file does not fit. */
  private static Socket connected(InetSocketAddress server) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(64 * 1024);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(server, PATIENCE_MILLIS);
    return socket;
  }

  /** Makes a connection one of TLS. */
  static Socket secured(Socket plain, String protocol) throws IOException {
    var address = plain.getInetAddress().getHostAddress();
    var socket =
        (SSLSocket)
            trustful().getSocketFactory().createSocket(plain, address, plain.getPort(), true);
    var parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    if (!socket.getApplicationProtocol().equals(protocol)) {
      throw new IOException("the server chose " + socket.getApplicationProtocol());
    }
    return socket;
  }

  /** Trusts every certificate: what is tested here is not whom the client talks to. */
  private static SSLContext trustful() {
    var everyone =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {everyone}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
