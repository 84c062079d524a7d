package httpd.http2;

import static httpd.testing.RawFrame.request;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.testing.Eventually;
import httpd.testing.FieldBlock;
import httpd.testing.LogCapture;
import httpd.testing.RawHttp2Client;
import httpd.testing.SlowLines;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the cases share: one server for all of a class, which each case has to leave as it was.
 *
 * <p>{@code -Dhttp2.peer=HOST:PORT} plays them against another server: a case that several peers
 * fail is probably wrong.
 */
abstract class Http2Test {

  static final String LARGE = "x".repeat(200_000);
  private static final @Nullable String PEER = System.getProperty("http2.peer");

  /** The lines of {@code /held}, in the order of the requests. */
  static final BlockingQueue<SlowLines> HELD = new LinkedBlockingQueue<>();

  private static final Limits LIMITS = Limits.standard();
  private static @Nullable Server server;
  LogCapture log = new LogCapture();

  @BeforeAll
  static void serve() throws IOException {
    var config = ServerConfig.defaults().withPort(0).withEventLoops(1).withLimits(LIMITS);
    server = PEER == null ? Server.start(config, new Routes()) : null;
  }

  /** What the cases ask for. */
  private static final class Routes implements Handler {
    @Override
    public Response handle(Request request) throws Exception {
      return switch (request.path()) {
        case "/" -> Response.text("hello\n");
        case "/empty" -> Response.text("");
        case "/large" -> Response.text(LARGE);
        case "/lines" -> Response.lines(Stream.of("one", "two", "three"));
        case "/held" -> held();
        case "/stuck" -> stuck();
        case "/count" -> Response.text(Integer.toString(request.bytes(1 << 20).length));
        case "/unread" -> Response.text("enough");
        case "/host" -> Response.text(Objects.requireNonNull(request.header("host")));
        case "/cookie" -> Response.text(String.join("|", request.headers().all("cookie")));
        default -> Response.status(404);
      };
    }

    /** Reads nothing and answers nothing, until the client has gone. */
    private static Response stuck() throws InterruptedException {
      new CountDownLatch(1).await();
      throw new IllegalStateException();
    }

    private static Response held() {
      var lines = new SlowLines();
      HELD.add(lines);
      return Response.lines(lines);
    }
  }

  static InetSocketAddress address() {
    if (PEER != null) {
      var parts = List.of(PEER.split(":"));
      return new InetSocketAddress(parts.getFirst(), Integer.parseInt(parts.getLast()));
    }
    return Objects.requireNonNull(server).address();
  }

  static RawHttp2Client connect() throws IOException {
    return RawHttp2Client.connect(address());
  }

  /** Plays a case, and checks that the server is as before and serves others. */
  static void play(Http2Case one) throws Exception {
    try (var client = connect()) {
      one.script().play(client);
    }
    servesOthers();
  }

  static void servesOthers() throws Exception {
    try (var other = connect()) {
      other.send(request(1, FieldBlock.get("/")));
      assertEquals("200", other.expectResponse(1).status());
    }
  }

  @BeforeEach
  void captureLog() {
    HELD.clear();
    log = new LogCapture();
  }

  @AfterEach
  void holdsNothing() {
    log.close();
    for (var bound : List.of(Bound.CONNECTIONS, Bound.HANDLERS, Bound.STREAMS, Bound.BODY_MEMORY)) {
      Eventually.isFine(() -> {
        long held = LIMITS.of(bound).held();
        return held == 0 ? null : bound + ": " + held;
      });
    }
  }

  @AfterAll
  static void takeDown() {
    if (server != null) {
      server.close();
    }
  }
}
