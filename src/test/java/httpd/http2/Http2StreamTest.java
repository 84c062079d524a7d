package httpd.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import httpd.Handler;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.server.AccessEvent;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.testing.Eventually;
import httpd.testing.FieldBlock;
import httpd.testing.LogCapture;
import httpd.testing.RawFrame;
import httpd.testing.RawHttp2Client;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of streams share: a server with a handler of the test, and its logs. */
abstract class Http2StreamTest {

  static final long PATIENCE_SECONDS = 10;

  final BlockingQueue<AccessEvent> ends = new LinkedBlockingQueue<>();
  Limits limits = Limits.standard();
  LogCapture log = new LogCapture();
  private @Nullable Server server;

  @BeforeEach
  void captureLog() {
    log = new LogCapture();
  }

  final Server serve(Handler handler) throws IOException {
    return serve(handler, config -> config);
  }

  final Server serve(Handler handler, UnaryOperator<ServerConfig> settings) throws IOException {
    var config =
        ServerConfig.defaults()
            .withPort(0)
            .withEventLoops(1)
            .withDrain(Duration.ofSeconds(PATIENCE_SECONDS))
            .withAccessLog(event -> {
              if (event.phase() == AccessEvent.Phase.DONE) {
                ends.add(event);
              }
            });
    var started = Server.start(settings.apply(config.withLimits(limits)), handler);
    server = started;
    return started;
  }

  final RawHttp2Client connect() throws IOException {
    return RawHttp2Client.connect(Objects.requireNonNull(server).address());
  }

  final RawHttp2Client connect(RawFrame settings) throws IOException {
    return RawHttp2Client.connect(Objects.requireNonNull(server).address(), settings);
  }

  final RawHttp2Client silent() throws IOException {
    return RawHttp2Client.silent(Objects.requireNonNull(server).address());
  }

  static RawFrame get(int stream, String path) {
    return RawFrame.request(stream, FieldBlock.get(path));
  }

  /** The next end in the access log. */
  final AccessEvent awaitEnd() throws InterruptedException {
    return Objects.requireNonNull(ends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "no end");
  }

  /** Reads lines of one stream, each in a frame of its own, and fails on an end. */
  static void expectData(RawHttp2Client client, int stream, String text) throws IOException {
    var frame = client.await(one -> one.type() == RawFrame.DATA && one.stream() == stream);
    assertEquals(text, new String(frame.payload(), US_ASCII));
    assertFalse(frame.has(RawFrame.END_STREAM));
  }

  /** Fails if a stream is reset with another code, or ends before. */
  static void expectCut(RawHttp2Client client, int stream, Http2Error code) throws IOException {
    client.expectReset(stream, code);
  }

  @AfterEach
  void holdsNothing() {
    if (server != null) {
      server.close();
    }
    log.close();
    for (var bound : List.of(Bound.CONNECTIONS, Bound.HANDLERS, Bound.STREAMS, Bound.BODY_MEMORY)) {
      Eventually.holds(bound + " are given back", () -> limits.of(bound).held() == 0);
    }
  }
}
