package httpd.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.net.Transport;
import httpd.server.ServerConfig;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.ScriptedUpstream;
import httpd.upstream.UpstreamLimits;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream that pauses within a line. */
@ParameterizedClass
@EnumSource(
    value = Transport.class,
    names = {"NIO", "EPOLL"})
class UnfinishedLinesTest extends ProxyTest {

  private static final String TEXT = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";
  private static final String CHUNKED = TEXT + "Transfer-Encoding: chunked\r\n\r\n";

  /** How the upstream tells where its body ends. */
  enum Body {
    CHUNKED("Transfer-Encoding: chunked\r\n\r\n"),
    LENGTH("Content-Length: 31\r\n\r\n"),
    UNTIL_CLOSE("\r\n");

    private final String fields;

    Body(String fields) {
      this.fields = fields;
    }

    void send(ScriptedUpstream.Connection connection, String text) throws IOException {
      if (this == CHUNKED) {
        connection.sendChunk(text.getBytes(ISO_8859_1));
      } else {
        connection.send(text);
      }
    }

    void end(ScriptedUpstream.Connection connection) throws IOException {
      switch (this) {
        case CHUNKED -> connection.send(ScriptedUpstream.LAST_CHUNK);
        case UNTIL_CLOSE -> connection.finish();
        case LENGTH -> {}
      }
    }
  }

  @Parameter Transport transport;

  @Override
  protected ServerConfig config() {
    return super.config().withTransport(transport);
  }

  private static void comes(RawClient reader, String expected) throws IOException {
    assertEquals(expected.replace("\r", "␍"), reader.readLike(expected));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "W-150 what has come of a line is passed on, and so is each piece of it that follows")
  void eachPiece(Body body) throws Exception {
    serve();
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(TEXT + body.fields);
    reader.readHead();
    body.send(connection, "Once");
    comes(reader, "4\nOnce\n");
    body.send(connection, " upon");
    comes(reader, "5\n upon\n");
    body.send(connection, " a time\nthere ");
    comes(reader, "8\n a time␊\n6\nthere \n");
    body.send(connection, "was one\n");
    comes(reader, "8\nwas one␊\n");
    body.end(connection);
    comes(reader, "0\n\n");
  }

  @Test
  @DisplayName("W-150 a client of HTTP/1.0 gets them as well")
  void http10() throws Exception {
    serve();
    var reader = connect().send("GET / HTTP/1.0\n\n");
    var connection = upstream.next();
    connection.send(TEXT + "\r\n");
    reader.readHead();
    connection.send("Once");
    comes(reader, "Once");
    connection.send(" upon");
    comes(reader, " upon");
    connection.finish();
    assertEquals("", reader.readAll());
  }

  @Test
  @DisplayName("W-150 an unfinished line of an upstream at a Unix domain socket is passed")
  void unixSocket(@TempDir Path folder) throws Exception {
    var path = folder.resolve("up.sock");
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(path));
      serve("/", proxy("http+unix:" + path + ":/"));
      var reader = connect().get("/");
      try (var asked = listener.accept()) {
        asked.read(ByteBuffer.allocate(4096));
        send(asked, TEXT + "\r\nOnce");
        reader.readHead();
        comes(reader, "4\nOnce\n");
        send(asked, " upon");
        comes(reader, "5\n upon\n");
      }
      comes(reader, "0\n\n");
    }
  }

  private static void send(SocketChannel channel, String text) throws IOException {
    channel.write(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
  }

  @Test
  @DisplayName("W-150 a pause between CR and LF changes no byte")
  void betweenCrAndLf() throws Exception {
    serve();
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(TEXT + "\r\n");
    reader.readHead();
    connection.send("a\r");
    comes(reader, "2\na\r\n");
    connection.send("\nb\r\n");
    assertEquals("1\n␊\n3\nb\n\n", reader.readLike("1\n␊\n3\nb\n\n"));
  }

  @Test
  @DisplayName("W-154 an event stream with CR alone is passed on when the upstream pauses")
  void eventsWithCr() throws Exception {
    serve();
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(CHUNKED.replace("html", "event-stream"));
    reader.readHead();
    for (var event : new String[] {"data: 1\r\r", "data: 2\r\r"}) {
      connection.sendChunk(event.getBytes(ISO_8859_1));
      comes(reader, "9\n" + event + "\n");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("W-152 what has come of a line goes before the cut")
  void beforeTheCut(boolean malformed) throws Exception {
    serve();
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(CHUNKED + "6\r\none\ntw\r\n");
    if (malformed) {
      connection.send("zz\r\n");
    } else {
      connection.finish();
    }
    reader.readUntil("4\none␊\n2\ntw\n");
    assertEquals("", reader.readAll());
    Eventually.holds("logged", () -> log.text().contains("cut the response"));
  }

  @Test
  @DisplayName("W-152 a client that leaves within a line leaves nothing")
  void aClientThatLeaves() throws Exception {
    serve();
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(CHUNKED);
    reader.readHead();
    connection.send("2\r\non\r\n");
    reader.close();
    Eventually.holds("connection closed", connection::clientHasGone);
  }

  @Test
  @DisplayName("W-152 a time limit counts within a line")
  void aTimeLimit() throws Exception {
    var hasty = UpstreamLimits.DEFAULT.withIdle(Duration.ofMillis(300));
    serve("/", proxy(hasty, TrustedProxies.NONE, upstream.uri("/").toString()));
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(CHUNKED + "2\r\non\r\n");
    reader.readUntil("2\non\n");
    assertEquals("", reader.readAll());
    assertTrue(connection.clientHasGone());
  }

  @Test
  @DisplayName("W-153 pieces of a line stop an upstream too whose client does not read")
  void aSlowClient() throws Exception {
    serve();
    var reader = connect(4096).get("/");
    var connection = upstream.next();
    connection.send(CHUNKED);
    reader.readHead();
    var sent = new AtomicLong();
    var writer = Thread.ofPlatform().start(() -> sendPieces(connection, sent));
    long rested = Eventually.rests(sent::get);
    assertTrue(rested < 64L * 1024 * 1024, rested + " bytes were read for no client");
    reader.close();
    Eventually.holds("connection closed", () -> !writer.isAlive());
    writer.join();
  }

  /** Each shorter than what is held of a line, and so slow that each is passed on by itself. */
  private static void sendPieces(ScriptedUpstream.Connection connection, AtomicLong sent) {
    var piece = "x".repeat(60_000).getBytes(ISO_8859_1);
    try {
      while (true) {
        connection.sendChunk(piece);
        sent.addAndGet(piece.length);
        LockSupport.parkNanos(15_000_000);
      }
    } catch (IOException gone) {
      // As it should be.
    }
  }

  @Test
  @DisplayName("W-153 a client that did not read for a while gets every byte, in order")
  void everyByteInOrder() throws Exception {
    serve();
    var reader = connect(4096).send("GET / HTTP/1.0\n\n");
    var connection = upstream.next();
    connection.send(TEXT + "\r\n");
    reader.readHead();
    int count = 200;
    var writer =
        Thread.ofPlatform()
            .start(() -> {
              try {
                for (int i = 0; i < count; i++) {
                  connection.send(String.format(Locale.ROOT, "<%06d>", i) + ".".repeat(30_000));
                  LockSupport.parkNanos(i % 10 == 0 ? 25_000_000 : 1);
                }
                connection.finish();
              } catch (IOException e) {
                throw new AssertionError("sending broke off", e);
              }
            });
    var expected = new StringBuilder();
    for (int i = 0; i < count; i++) {
      expected.append(String.format(Locale.ROOT, "<%06d>", i)).append(".".repeat(30_000));
    }
    assertTrue(expected.toString().equals(reader.readAll()), "bytes are missing or out of order");
    writer.join();
  }
}
