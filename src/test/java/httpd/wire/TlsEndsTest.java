package httpd.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Headers;
import httpd.Response;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.net.Transport;
import httpd.server.ServerConfig;
import httpd.server.tls.TestCertificate;
import httpd.server.tls.TlsSettings;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.SlowLines;
import httpd.testing.Take;
import httpd.testing.TlsWire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What TLS says at the end of a connection, and that no cut looks like an end. */
class TlsEndsTest extends WireTest {

  private static final TlsSettings OWN = TlsSettings.ownCertificate(Set.of("localhost"));

  @TempDir Path folder;

  private static ServerConfig config(Transport transport) {
    return config().withTransport(transport).withTls(OWN);
  }

  private RawClient shake(String version) throws IOException {
    return connect()
        .secured(TlsWire.context(), parameters -> parameters.setProtocols(new String[] {version}));
  }

  private RawClient shake() throws IOException {
    return shake("TLSv1.3");
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("Y-60 over TLS 1.3 an eager answer is completed after the client's close_notify")
  void notifiedBeforeAnswer(Transport transport) throws Exception {
    var notified = new CountDownLatch(1);
    serve(
        config(transport),
        request -> {
          notified.await();
          return Response.text("x".repeat(3_000_000));
        });
    var client = shake().get("/");
    client.tls().notifyClose();
    notified.countDown();
    assertTrue(client.readAll().endsWith("\n\n" + "x".repeat(3_000_000)));
    assertEquals("", log.text());
  }

  @Test
  @DisplayName("Y-60 over TLS 1.2 a close_notify ends both directions")
  void notifiedOverTls12() throws Exception {
    var closed = new CountDownLatch(1);
    serve(
        config(Transport.AUTO),
        request -> {
          try {
            return Response.text(Thread.currentThread().getName() + request.text());
          } finally {
            closed.countDown();
          }
        });
    var client = shake("TLSv1.2");
    client.tls().notifyClose();
    assertEquals("FIN", client.readEnd());
    assertEquals("", log.text());
    assertEquals(1, closed.getCount());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  @DisplayName("Y-60 a close_notify while lines stream closes the iterator, and is no error")
  void notifiedWithinStream(String version) throws Exception {
    var lines = new SlowLines().emit("one");
    serve(config(Transport.AUTO), request -> Response.lines(lines));
    var client = shake(version).get("/");
    client.readUntil("4\none␊\n");
    client.tls().notifyClose();
    lines.awaitClosed();
    assertEquals("FIN", client.readEnd());
    assertEquals("", log.text());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("Y-61 a FIN without a close_notify ends the input in the same way, and is no error")
  void finAlone(Transport transport) throws Exception {
    var lines = new SlowLines().emit("one");
    serve(
        config(transport),
        request -> request.path().equals("/") ? Response.text("eager") : Response.lines(lines));
    var stream = shake().get("/lines");
    stream.readUntil("4\none␊\n");
    stream.halfClose();
    lines.awaitClosed();
    assertTrue(shake().get("/").halfClose().readAll().endsWith("\n\neager"));
    assertEquals("", log.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  @DisplayName("Y-62 a complete answer ends by a close_notify, for HTTP/1.0 and 1.1 of each kind")
  void ends(String version) throws Exception {
    var file = Files.writeString(folder.resolve("f.txt"), "in a file");
    serve(
        config(Transport.AUTO),
        request ->
            switch (request.path()) {
              case "/text" -> Response.text("whole");
              case "/file" -> Response.file(file);
              default -> Response.lines(java.util.stream.Stream.of("one", "two"));
            });
    for (var head : new String[] {"HTTP/1.0\n\n", "HTTP/1.1\nHost: x\nConnection: close\n\n"}) {
      for (var path : new String[] {"/text", "/file", "/lines"}) {
        shake(version).send("GET " + path + " " + head).readAll(); // A cut is an exception.
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("Y-63 a cut for HTTP/1.0 is a reset, by a failure and by a stop")
  void cuts(Transport transport) throws Exception {
    var failing = new SlowLines().emit("one");
    var stopped = new SlowLines().emit("one");
    var server =
        serve(
            config(transport),
            request -> Response.lines(request.path().equals("/f") ? failing : stopped));
    var client = shake().send("GET /f HTTP/1.0\n\n");
    client.readUntil("one␊");
    failing.fail(new IllegalStateException("of a test"));
    assertEquals("RESET", client.readEnd());
    client = shake().send("GET /s HTTP/1.0\n\n");
    client.readUntil("one␊");
    server.close();
    assertEquals("RESET", client.readEnd());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("Y-64 a close while bytes wait for room in the socket sends no close_notify")
  void unsent(Transport transport) throws Exception {
    var made = new AtomicLong();
    var endless =
        java.util.stream.Stream.generate(() -> {
          made.incrementAndGet();
          return "x".repeat(1000);
        });
    var server = serve(config(transport), request -> Response.lines(endless));
    var client = shake().get("/");
    client.readHead();
    Eventually.rests(made::get);
    server.close();
    assertNotEquals("FIN", client.readEnd());
  }

  @Test
  @DisplayName("Y-65 in a tunnel each side's close_notify ends its direction alone")
  void tunnel() throws Exception {
    var fromServer = new LineQueue();
    var fromClient = new CompletableFuture<LineSource>();
    serve(
        config(Transport.AUTO),
        request ->
            new Response(
                101,
                Headers.of("Upgrade", "echo"),
                new Body.Tunnel(fromServer, fromClient::complete)));
    var client = shake().send("GET / HTTP/1.1\nHost: t\nConnection: Upgrade\nUpgrade: echo\n\n");
    client.readHead();
    fromServer.offer(new Line("hi".getBytes(UTF_8), Line.Ending.NONE), () -> {});
    assertEquals("hi", client.readLike("hi"));
    fromServer.end();
    assertEquals(-1, client.readByte());
    client.send("still here");
    client.tls().notifyClose();
    try (var received = fromClient.get(30, TimeUnit.SECONDS)) {
      assertEquals("still here", String.join("", Take.all(received)));
    }
  }

  @Test
  @DisplayName("Y-66 a file arrives as it is, however slowly it is read")
  void file() throws Exception {
    var bytes = new byte[3_000_017];
    new Random(7).nextBytes(bytes);
    var file = Files.write(folder.resolve("random.bin"), bytes);
    serve(config(Transport.AUTO), request -> Response.file(file));
    var client = connect(4096).secured(TlsWire.context(), parameters -> {}).get("/");
    client.readHead();
    var got = new byte[bytes.length];
    for (int at = 0; at < got.length; at++) {
      got[at] = (byte) client.readByte();
    }
    assertEquals(-1, java.util.Arrays.mismatch(bytes, got));
  }

  @Test
  @DisplayName(
      "Y-52 open streams go on while certificates are replaced; new clients get the new one")
  void reload() throws Exception {
    var pair = TestCertificate.of("EC", "a.test").write(folder, "a");
    var sources = new ArrayList<SlowLines>();
    var server =
        serve(
            config().withTls(TlsSettings.of(java.util.List.of(pair))),
            request -> {
              synchronized (sources) {
                sources.add(new SlowLines());
                return Response.lines(sources.getLast());
              }
            });
    var clients = new ArrayList<RawClient>();
    for (int i = 0; i < 10; i++) {
      clients.add(shake(i % 2 == 0 ? "TLSv1.3" : "TLSv1.2").get("/"));
      clients.getLast().readHead();
    }
    for (int round = 0; round < 10; round++) {
      var next = TestCertificate.of("EC", "a.test");
      next.write(folder, "a");
      assertTrue(server.tls().reload());
      assertEquals(next.certificate(), shake().tls().certificate());
      for (int i = 0; i < clients.size(); i++) {
        sources.get(i).emit("line");
        assertEquals("5\nline␊\n", clients.get(i).readLike("5\nline␊\n"));
      }
    }
  }

  @Test
  @DisplayName("Y-26 a record that is broken closes the connection, and is a line in the log")
  void brokenRecord() throws Exception {
    var lines = new SlowLines();
    serve(config(Transport.AUTO), request -> Response.lines(lines));
    var client = shake().get("/");
    client.readHead();
    client.sendRaw(
        new byte[] {23, 3, 3, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0});
    lines.awaitClosed();
    assertThrows(IOException.class, client::readAll);
    Eventually.holds("a line", () -> log.text().contains("closed the connection of 127.0.0.1:"));
    assertEquals(1, log.text().lines().count(), log.text());
  }
}
