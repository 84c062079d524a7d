package httpd.testing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A client's side of TLS over a socket, which shows what an {@code SSLSocket} hides: whether the
 * end of the input was announced. It trusts every certificate.
 */
public final class TlsWire {

  /** The end of the socket, without the notification that TLS has for an end. */
  public static final class Cut extends EOFException {
    private static final long serialVersionUID = 1L;

    Cut() {
      super("the connection ended without a close_notify");
    }
  }

  private static final int ROOM = 64 * 1024;

  private final Socket socket;
  private final SSLEngine engine;
  private final ByteBuffer received = ByteBuffer.allocate(ROOM).limit(0);
  private final ByteBuffer opened = ByteBuffer.allocate(ROOM).limit(0);

  private TlsWire(Socket socket, SSLEngine engine) {
    this.socket = socket;
    this.engine = engine;
  }

  /** A context without certificates of clients. */
  public static SSLContext context() {
    return context(null);
  }

  /** A context with the certificate of a client. */
  public static SSLContext context(KeyManager key) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(
          key == null ? null : new KeyManager[] {key}, new TrustManager[] {new Trusting()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Completes a handshake on a socket that is connected. */
  public static TlsWire open(Socket socket, SSLContext context, Consumer<SSLParameters> settings)
      throws IOException {
    var engine = context.createSSLEngine("127.0.0.1", socket.getPort());
    engine.setUseClientMode(true);
    var parameters = engine.getSSLParameters();
    settings.accept(parameters);
    engine.setSSLParameters(parameters);
    var wire = new TlsWire(socket, engine);
    wire.handshake();
    return wire;
  }

  private void handshake() throws IOException {
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> send(ByteBuffer.allocate(0));
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!open()) {
            throw new EOFException("the server has ended the handshake");
          }
        }
        case FINISHED, NOT_HANDSHAKING -> {
          return;
        }
      }
    }
  }

  /** The session, once the handshake is complete. */
  public SSLSession session() {
    return engine.getSession();
  }

  public X509Certificate certificate() throws IOException {
    return (X509Certificate) session().getPeerCertificates()[0];
  }

  public String protocolOfHttp() {
    return engine.getApplicationProtocol();
  }

  private void send(ByteBuffer bytes) throws IOException {
    do {
      var records = ByteBuffer.allocate(ROOM);
      var result = engine.wrap(bytes, records);
      socket.getOutputStream().write(records.array(), 0, records.position());
      if (result.getStatus() == Status.CLOSED) {
        return;
      }
    } while (bytes.hasRemaining());
  }

  /** Opens the next record; false after a close_notify. */
  private boolean open() throws IOException {
    while (true) {
      opened.clear();
      var result = engine.unwrap(received, opened);
      opened.flip();
      for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
        task.run();
      }
      if (result.getStatus() == Status.CLOSED) {
        return false;
      }
      if (result.getStatus() == Status.OK) {
        return true;
      }
      receive();
    }
  }

  private void receive() throws IOException {
    received.compact();
    int count =
        socket.getInputStream().read(received.array(), received.position(), received.remaining());
    if (count > 0) {
      received.position(received.position() + count);
    }
    received.flip();
    if (count < 0) {
      throw new Cut();
    }
  }

  /** Announces the end of the output, and goes on reading. */
  public void notifyClose() throws IOException {
    engine.closeOutbound();
    send(ByteBuffer.allocate(0));
  }

  /** Begins another handshake on the connection. */
  public void renegotiate() throws IOException {
    handshake();
  }

  public InputStream input() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        while (length > 0 && !opened.hasRemaining()) {
          if (engine.isInboundDone() || !open()) {
            return -1;
          }
          if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !engine.isInboundDone()) {
            send(ByteBuffer.allocate(0));
          }
        }
        int count = Math.min(length, opened.remaining());
        opened.get(target, offset, count);
        return count;
      }
    };
  }

  public OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        send(ByteBuffer.wrap(Arrays.copyOfRange(bytes, offset, offset + length)));
      }
    };
  }

  private static final class Trusting extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
