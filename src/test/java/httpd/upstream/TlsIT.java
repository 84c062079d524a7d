package httpd.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Headers;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.testing.LogCapture;
import httpd.testing.ScriptedUpstream;
import httpd.testing.Take;
import httpd.upstream.connect.DialSettings;
import httpd.upstream.request.UpstreamAddress;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.SimpleTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** U-19: https, with a certificate that was made for localhost alone. */
class TlsIT {

  private static final char[] PASSWORD = "secret".toCharArray();

  private static SSLSocketFactory server;
  private static SslContext trusting;

  @BeforeAll
  static void makeCertificate(@TempDir Path folder) throws Exception {
    var file = folder.resolve("keys.p12");
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "up",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                "secret",
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    assertEquals(0, keytool.waitFor());
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    server = context.getSocketFactory();
    trusting =
        SslContextBuilder.forClient()
            .trustManager((X509Certificate) keys.getCertificate("up"))
            .build();
  }

  /** Serves one connection: this answer, then an end with or without TLS's farewell. */
  private static final class Upstream implements AutoCloseable {
    private final ServerSocket listener =
        new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    private final Thread thread;

    Upstream(String answer, boolean farewell) throws IOException {
      thread = Thread.ofPlatform().start(() -> serve(answer, farewell));
    }

    URI uri(String host) {
      return URI.create("https://" + host + ":" + listener.getLocalPort() + "/x");
    }

    private void serve(String answer, boolean farewell) {
      try (var plain = listener.accept();
          var secure = (SSLSocket) server.createSocket(plain, null, 0, false)) {
        secure.setUseClientMode(false);
        secure.startHandshake();
        secure.getInputStream().read(new byte[8192]);
        secure.getOutputStream().write(answer.getBytes(US_ASCII));
        if (farewell) {
          secure.shutdownOutput();
        } else {
          plain.shutdownOutput();
        }
        plain.getInputStream().readAllBytes();
      } catch (IOException refused) {
        // The client did not trust us.
      }
    }

    @Override
    public void close() throws Exception {
      listener.close();
      thread.join();
    }
  }

  private static Poll last(Upstream upstream, String host, Supplier<SslContext> tls)
      throws Exception {
    try (var client =
            new UpstreamClient(
                "httpd-upstream-tls", UpstreamLimits.DEFAULT, DialSettings.usual(tls));
        var source = client.open("GET", upstream.uri(host), Headers.EMPTY, null)) {
      var poll = Take.next(source);
      while (poll instanceof Line) {
        poll = Take.next(source);
      }
      return poll;
    }
  }

  private static void failsSaying(String what, Poll poll) {
    var failed = assertInstanceOf(Poll.Failed.class, poll);
    var message = String.valueOf(failed.cause().getMessage());
    assertTrue(message.contains(what), message);
  }

  @Test
  @DisplayName("U-19 lines of a trusted upstream are read")
  void aTrustedUpstreamIsRead() throws Exception {
    try (var upstream = new Upstream("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\na\nb\n", true);
        var client =
            new UpstreamClient(
                "httpd-upstream-tls", UpstreamLimits.DEFAULT, DialSettings.usual(() -> trusting));
        var source = client.open("GET", upstream.uri("localhost"), Headers.EMPTY, null)) {
      assertEquals(List.of("a", "b"), Take.all(source));
    }
  }

  @Test
  @DisplayName("U-19 the event loop does not compute the handshake")
  void theEventLoopDoesNotComputeTheHandshake() throws Exception {
    var checked = new CompletableFuture<Boolean>();
    var curious =
        SslContextBuilder.forClient()
            .trustManager(
                new SimpleTrustManagerFactory() {
                  @Override
                  protected void engineInit(KeyStore keys) {}

                  @Override
                  protected void engineInit(ManagerFactoryParameters parameters) {}

                  @Override
                  protected TrustManager[] engineGetTrustManagers() {
                    return new TrustManager[] {new Trusting(checked)};
                  }
                })
            .build();
    try (var upstream = new Upstream("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true)) {
      assertEquals(Poll.END, last(upstream, "localhost", () -> curious));
    }
    assertTrue(checked.get(30, TimeUnit.SECONDS), "checked on a virtual thread");
  }

  /** Trusts everybody, and tells what kind of thread has asked. */
  private static final class Trusting extends X509ExtendedTrustManager {
    private final CompletableFuture<Boolean> onVirtualThread;

    Trusting(CompletableFuture<Boolean> onVirtualThread) {
      this.onVirtualThread = onVirtualThread;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      onVirtualThread.complete(Thread.currentThread().isVirtual());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new AssertionError("not by a socket");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      throw new AssertionError("not without an engine");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new AssertionError("no client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new AssertionError("no client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new AssertionError("no client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @Test
  @DisplayName("U-19 a host name that is not in the certificate is refused")
  void aNameThatIsNotInTheCertificateIsRefused() throws Exception {
    try (var upstream = new Upstream("", true)) {
      failsSaying("the TLS handshake failed", last(upstream, "127.0.0.1", () -> trusting));
    }
  }

  @Test
  @DisplayName("U-19 an unknown certificate authority is refused")
  void anUnknownAuthorityIsRefused() throws Exception {
    var usual = SslContextBuilder.forClient().build();
    try (var upstream = new Upstream("", true);
        var log = new LogCapture("io.netty")) {
      failsSaying("the TLS handshake failed", last(upstream, "localhost", () -> usual));
      assertEquals("", log.text(), "Netty has nothing to add");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("U-19 a body that ends with the connection needs close_notify")
  void aBodyThatEndsWithTheConnectionNeedsAFarewell(boolean farewell) throws Exception {
    try (var upstream = new Upstream("HTTP/1.1 200 OK\r\n\r\na\n", farewell)) {
      var poll = last(upstream, "localhost", () -> trusting);
      if (farewell) {
        assertEquals(Poll.END, poll);
      } else {
        failsSaying("", poll);
      }
    }
  }

  private static final String SWITCH =
      "HTTP/1.1 101 x\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n";

  private static UpstreamResponse switchedBy(UpstreamClient client, URI uri) throws Exception {
    var headers = Headers.of("Connection", "Upgrade", "Upgrade", "echo");
    var address = UpstreamAddress.of(uri);
    return client.pass("GET", address, headers, null, -1, UpstreamLimits.DEFAULT, null).response();
  }

  /** The bytes up to the end, and how it came. */
  private static String all(LineSource source) throws Exception {
    var text = new StringBuilder();
    var poll = Take.next(source);
    while (poll instanceof Line line) {
      text.append(line.text());
      poll = Take.next(source);
    }
    return text.append(poll instanceof Poll.End ? "|end" : "|failed").toString();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("W-93 close_notify ends one direction of a tunnel")
  void aTunnelEndsWithTheFarewell(boolean farewell) throws Exception {
    try (var upstream = new Upstream(SWITCH + "hello", farewell);
        var client =
            new UpstreamClient(
                "httpd-upstream-tls", UpstreamLimits.DEFAULT, DialSettings.usual(() -> trusting))) {
      var response = switchedBy(client, upstream.uri("localhost"));
      assertEquals(101, response.status());
      var sent = new LineQueue();
      response.sink().accept(sent);
      assertEquals(farewell ? "hello|end" : "hello|failed", all(response.body()));
      sent.end();
    }
  }

  @Test
  @DisplayName("W-93 a tunnel sends close_notify and still reads")
  void aTunnelSendsItsFarewellAndListensOn() throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        var client =
            new UpstreamClient(
                "httpd-upstream-tls", UpstreamLimits.DEFAULT, DialSettings.usual(() -> trusting))) {
      var came = new CompletableFuture<String>();
      var thread = Thread.ofPlatform().start(() -> came.complete(answerBehindTheEnd(listener)));
      var uri = URI.create("https://localhost:" + listener.getLocalPort() + "/");
      var response = switchedBy(client, uri);
      var sent = new LineQueue();
      response.sink().accept(sent);
      sent.offer(Line.of("question"), () -> {});
      sent.end();
      assertEquals("answer|end", all(response.body()));
      assertEquals("question\n", came.get());
      thread.join();
    }
  }

  private static String answerBehindTheEnd(ServerSocket listener) {
    try (var plain = listener.accept();
        var secure = (SSLSocket) server.createSocket(plain, null, 0, false)) {
      secure.setUseClientMode(false);
      secure.getInputStream().read(new byte[8192]);
      secure.getOutputStream().write(SWITCH.getBytes(US_ASCII));
      var question = new String(secure.getInputStream().readAllBytes(), US_ASCII);
      secure.getOutputStream().write("answer".getBytes(US_ASCII));
      secure.shutdownOutput();
      return question;
    } catch (IOException e) {
      return e.toString();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "307, POST, body",
    "308, PUT, body",
    "302, PUT, body",
    "302, POST, body",
    "307, GET,"
  })
  @DisplayName("U-58 a body is not sent without TLS after a redirect from https")
  void aBodyIsNotSentInTheClearAfterTls(int status, String method, String body) throws Exception {
    boolean refused = body != null && !(status == 302 && method.equals("POST"));
    try (var clear = new ScriptedUpstream();
        var upstream =
            new Upstream(
                "HTTP/1.1 %s X\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
                    .formatted(status, clear.uri("/y")),
                true);
        var client =
            new UpstreamClient(
                "httpd-upstream-tls", UpstreamLimits.DEFAULT, DialSettings.usual(() -> trusting));
        var source =
            client.open(
                method,
                upstream.uri("localhost"),
                Headers.of("Authorization", "Bearer x", "Cookie", "c=1"),
                body)) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      if (refused) {
        failsSaying("from https to http://127.0.0.1:", Take.next(source));
        assertEquals(0, clear.connections());
        return;
      }
      var asked = clear.next();
      assertTrue(asked.head().startsWith("GET /y "), asked.head());
      assertFalse(
          asked.head().matches("(?s).*(Authorization|Cookie|[1-9]\r\n\r\n).*"), asked.head());
      asked.send("HTTP/1.1 204 No Content\r\n\r\n");
      assertEquals(Poll.END, Take.next(source));
    }
  }
}
