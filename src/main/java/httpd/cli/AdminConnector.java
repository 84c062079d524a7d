package httpd.cli;

import httpd.admin.AdminRouter;
import httpd.cli.option.AdminPlace;
import httpd.server.ListenAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The way to an admin place: plain sockets, since a client of HTTP would take as long to start as
 * all that it does.
 *
 * @param place where it listens; a URL for TLS and for a path
 * @param prefix of all paths, with a slash at both ends
 */
record AdminConnector(ListenAddress place, @Nullable URI url, String prefix) {

  private static final int CONNECT_MILLIS = 5_000;
  private static final long ANSWER_MILLIS = 30_000;

  /** Ten thousand streams take a quarter of this. */
  private static final int LONGEST_ANSWER = 64 << 20;

  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /** Null for a path, which names no server. */
  static @Nullable AdminConnector of(AdminPlace place) {
    var url = place.url();
    if (url != null) {
      int port = url.getPort() >= 0 ? url.getPort() : isSecure(url) ? HTTPS : HTTP;
      var host = url.getHost().replaceAll("[\\[\\]]", "");
      return new AdminConnector(new ListenAddress.Tcp(host, port), url, url.getRawPath());
    }
    var listen = place.listen();
    return listen == null ? null : new AdminConnector(listen, null, AdminRouter.PREFIX);
  }

  private static boolean isSecure(URI url) {
    return url.getScheme().equals("https");
  }

  /** The value of {@code Host}. */
  String host() {
    return place instanceof ListenAddress.Tcp ? place.toString() : "localhost";
  }

  /** Whether it is a unix-domain socket that is not there. */
  boolean isMissing() {
    return place instanceof ListenAddress.Unix unix && !Files.exists(unix.path());
  }

  /**
   * Sends a request, and returns all that comes until the server closes.
   *
   * @throws IOException also if the answer takes too long, or is too long
   */
  byte[] exchange(byte[] request) throws IOException {
    return exchange(request, ANSWER_MILLIS);
  }

  byte[] exchange(byte[] request, long millis) throws IOException {
    var answer = new FutureTask<>(() -> ask(request));
    var asking = Thread.ofVirtual().name("httpd-admin-ask").start(answer);
    try {
      return answer.get(millis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("it has not answered within " + millis + " ms", e);
    } catch (InterruptedException e) {
      throw new InterruptedIOException(e.getMessage());
    } finally {
      asking.interrupt(); // It closes its socket.
    }
  }

  private byte[] ask(byte[] request) throws IOException {
    if (place instanceof ListenAddress.Unix unix) {
      return exchange(unix, request);
    }
    var tcp = (ListenAddress.Tcp) place;
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(tcp.host(), tcp.port()), CONNECT_MILLIS);
      if (url == null || !isSecure(url)) {
        return exchange(socket, request);
      }
      var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
      try (var secure = (SSLSocket) factory.createSocket(socket, tcp.host(), tcp.port(), true)) {
        var parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        return exchange(secure, request);
      }
    }
  }

  private static byte[] exchange(Socket socket, byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    socket.getOutputStream().flush();
    return readAll(socket.getInputStream());
  }

  private static byte[] exchange(ListenAddress.Unix place, byte[] request) throws IOException {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(place.path()))) {
      for (var rest = ByteBuffer.wrap(request); rest.hasRemaining(); ) {
        channel.write(rest);
      }
      return readAll(Channels.newInputStream(channel));
    }
  }

  private static byte[] readAll(InputStream answer) throws IOException {
    var all = answer.readNBytes(LONGEST_ANSWER);
    if (all.length == LONGEST_ANSWER) {
      throw new IOException("its answer is longer than any of an httpd");
    }
    return all;
  }

  @Override
  public String toString() {
    return url == null ? place.toString() : url.toString();
  }
}
