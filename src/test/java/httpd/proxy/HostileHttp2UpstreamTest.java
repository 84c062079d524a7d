package httpd.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import httpd.testing.FieldBlock;
import httpd.testing.RawFrame;
import httpd.testing.RawHttp2Client;
import httpd.upstream.UpstreamLimits;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** PX-67: what an upstream of HTTP/2 can do, and what its client gets. */
class HostileHttp2UpstreamTest extends Http2UpstreamFixture {

  private static final UpstreamLimits HASTY =
      UpstreamLimits.DEFAULT.withHead(Duration.ofMillis(300));

  /** What an upstream that reads nothing has room for, at least. */
  private static final int SMALL = 16 * 1024;

  private interface Act {
    void of(RawHttp2Client link, RawFrame request) throws IOException;
  }

  /** What the client gets. */
  private enum Result {
    BAD_GATEWAY,
    GATEWAY_TIMEOUT,
    CUT,
    WHOLE
  }

  @SuppressWarnings("ImmutableEnumChecker") // The acts have no state.
  enum Behaviour {
    NO_STATUS(Result.BAD_GATEWAY, fields("a", "b")),
    STATUS_NO_NUMBER(Result.BAD_GATEWAY, fields(":status", "abc")),
    STATUS_TOO_LARGE(Result.BAD_GATEWAY, fields(":status", "700")),
    SWITCH(Result.BAD_GATEWAY, fields(":status", "101")),
    TWO_STATUSES(Result.BAD_GATEWAY, fields(":status", "200", ":status", "204")),
    STATUS_LAST(Result.BAD_GATEWAY, fields("a", "b", ":status", "200")),
    REQUEST_FIELD(Result.BAD_GATEWAY, fields(":status", "200", ":path", "/")),
    CAPITALS(Result.BAD_GATEWAY, fields(":status", "200", "A", "b")),
    CONNECTION(Result.BAD_GATEWAY, fields(":status", "200", "connection", "close")),
    CODING(Result.BAD_GATEWAY, fields(":status", "200", "transfer-encoding", "chunked")),
    LINE_FEED(Result.BAD_GATEWAY, fields(":status", "200", "a", "b\nc: d")),
    NUL(Result.BAD_GATEWAY, fields(":status", "200", "a", "b\0c")),
    BLANK_IN_NAME(Result.BAD_GATEWAY, fields(":status", "200", "a b", "c")),
    TWO_LENGTHS(
        Result.BAD_GATEWAY, fields(":status", "200", "content-length", "1", "content-length", "2")),
    SIGNED_LENGTH(Result.BAD_GATEWAY, fields(":status", "200", "content-length", "+1")),
    LENGTH_WITHOUT_CONTENT(
        Result.CUT,
        (link, request) ->
            link.send(head(request, "content-length", "5").withFlags(RawFrame.END_HEADERS | 1))),
    SHORT(
        Result.CUT,
        (link, request) ->
            link.send(head(request, "content-length", "5"), data(request, 1, "one\n"))),
    LONG(
        Result.CUT,
        (link, request) ->
            link.send(
                head(request, "content-length", "4"),
                data(request, 0, "one\n"),
                data(request, 1, "two\n"))),
    MANY_FIELDS(
        Result.BAD_GATEWAY,
        (link, request) ->
            link.send(
                RawFrame.headers(
                    request.stream(),
                    0,
                    FieldBlock.fields(":status", "200")
                        .repeated(FieldBlock.fields("a", "b"), 3000)))),
    BOMB(
        Result.BAD_GATEWAY,
        (link, request) ->
            link.send(
                RawFrame.headers(
                    request.stream(),
                    0,
                    FieldBlock.fields(":status", "200")
                        .kept("a", "x".repeat(4000))
                        .repeated(FieldBlock.EMPTY.indexed(62), 10_000)))),
    ENDLESS_HEAD(
        Result.BAD_GATEWAY,
        (link, request) -> {
          var part = FieldBlock.fields("a", "b").bytes();
          link.send(new RawFrame(RawFrame.HEADERS, 0, request.stream(), part));
          for (int i = 0; i < 100_000; i++) {
            link.send(RawFrame.continuation(request.stream(), 0, part));
          }
        }),
    ENDLESS_INTERIMS(
        Result.GATEWAY_TIMEOUT,
        (link, request) -> {
          for (int i = 0; i < 1_000; i++) {
            link.send(interim(request, "103"), interim(request, "102"));
          }
        }),
    INTERIM_AT_THE_END(
        Result.BAD_GATEWAY,
        (link, request) -> link.send(interim(request, "103").withFlags(RawFrame.END_HEADERS | 1))),
    SILENCE(Result.GATEWAY_TIMEOUT, (link, request) -> {}),
    CONTENT_FIRST(Result.BAD_GATEWAY, (link, request) -> link.send(data(request, 0, "one\n"))),
    SECOND_HEAD(
        Result.CUT,
        (link, request) -> link.send(head(request), data(request, 0, "one\n"), head(request))),
    STATUS_IN_TRAILER(
        Result.CUT,
        (link, request) ->
            link.send(
                head(request),
                data(request, 0, "one\n"),
                head(request).withFlags(RawFrame.END_HEADERS | 1))),
    PUSH(
        Result.BAD_GATEWAY,
        (link, request) ->
            link.send(
                new RawFrame(
                    RawFrame.PUSH_PROMISE,
                    RawFrame.END_HEADERS,
                    request.stream(),
                    FieldBlock.EMPTY.raw(0, 0, 0, 2).bytes()))),
    BEYOND_THE_WINDOW(
        Result.CUT,
        (link, request) -> {
          link.send(head(request), data(request, 0, "one\n"));
          for (int i = 0; i < 10_000; i++) { // More than the window of the connection.
            link.send(data(request, 0, "x".repeat(16_384)));
          }
        }),
    WINDOW_OVERFLOW(
        Result.CUT,
        (link, request) ->
            link.send(
                head(request),
                data(request, 0, "one\n"),
                RawFrame.windowUpdate(0, Integer.MAX_VALUE))),
    EMPTY_CONTENT(
        Result.CUT,
        (link, request) -> {
          link.send(head(request), data(request, 0, "one\n"));
          for (int i = 0; i < 10_000; i++) {
            link.send(data(request, 0, ""));
          }
        }),
    FOREIGN_RESET(
        Result.CUT,
        (link, request) ->
            link.send(
                head(request),
                data(request, 0, "one\n"),
                RawFrame.reset(request.stream() + 100, 0))),
    RESET_WITHOUT_ERROR(
        Result.CUT,
        (link, request) ->
            link.send(
                head(request), data(request, 0, "one\n"), RawFrame.reset(request.stream(), 0))),
    PING_FLOOD(
        Result.CUT,
        (link, request) -> {
          link.send(head(request), data(request, 0, "one\n"));
          var pings = new RawFrame[1_000];
          Arrays.setAll(pings, i -> i % 2 == 0 ? RawFrame.ping(0, i) : RawFrame.settings(3, 100));
          for (int i = 0; i < 2_000; i++) { // More acknowledgements than two sockets have room for.
            link.send(pings);
          }
          throw new AssertionError("all pings were taken");
        }),
    OTHER_STATUSES(
        Result.WHOLE,
        (link, request) ->
            link.send(
                interim(request, "100"),
                interim(request, "199"),
                head(request, "content-length", "4"),
                data(request, 0, "one\n"),
                data(request, 1, "")));

    private final Result result;
    private final Act act;

    Behaviour(Result result, FieldBlock head) {
      this(result, (link, request) -> link.send(RawFrame.headers(request.stream(), 0, head)));
    }

    Behaviour(Result result, Act act) {
      this.result = result;
      this.act = act;
    }
  }

  private static FieldBlock fields(String... namesAndValues) {
    return FieldBlock.fields(namesAndValues);
  }

  private static RawFrame interim(RawFrame request, String status) {
    return RawFrame.headers(request.stream(), 0, fields(":status", status, "link", "x"));
  }

  /** Whether its stream has ended on both sides, so that there is nothing to release. */
  private static boolean hasEnded(Behaviour behaviour) {
    return switch (behaviour) {
      case LENGTH_WITHOUT_CONTENT, SHORT, LONG, INTERIM_AT_THE_END, STATUS_IN_TRAILER -> true;
      default -> false;
    };
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("PX-67 each hostile upstream has its result, and its stream or connection ends")
  void each(Behaviour behaviour) throws Exception {
    listener.setReceiveBufferSize(SMALL);
    var limits = behaviour.result == Result.GATEWAY_TIMEOUT ? HASTY : UpstreamLimits.DEFAULT;
    serve("/", http2(limits, listener.getLocalPort()));
    var reader = connect().get("/secret");
    try (var link = accept()) {
      var request = request(link);
      act(behaviour, link, request);
      switch (behaviour.result) {
        case BAD_GATEWAY -> assertTrue(reader.readUntil("way␊").contains("HTTP/1.1 502 "));
        case GATEWAY_TIMEOUT -> assertTrue(reader.readUntil("out␊").contains("HTTP/1.1 504 "));
        case CUT -> {
          var answer = reader.readAll();
          assertTrue(answer.startsWith("HTTP/1.1 200 OK\n"), answer);
          assertFalse(answer.endsWith("\n0\n\n"), answer);
        }
        case WHOLE -> assertTrue(reader.readUntil("\n0\n\n").endsWith("\n4\none␊\n0\n\n"));
      }
      if (behaviour.result != Result.WHOLE) {
        Eventually.isFine(() -> log.records().size() == 1 ? null : log.text());
        if (!hasEnded(behaviour)) {
          expectRelease(link, request.stream());
        }
      }
    }
  }

  private static void act(Behaviour behaviour, RawHttp2Client link, RawFrame request) {
    try {
      behaviour.act.of(link, request);
    } catch (IOException refused) {
      assertEquals(SocketException.class, refused.getClass()); // The proxy has closed it.
    }
  }

  private static void expectRelease(RawHttp2Client link, int stream) throws IOException {
    try {
      var frame = link.read();
      while (frame.type() != RawFrame.RST_STREAM || frame.stream() != stream) {
        frame = link.read();
      }
    } catch (EOFException | SocketException end) {
      // The connection has ended.
    }
  }

  @ParameterizedTest
  @CsvSource({"HEAD, 200", "GET, 204", "GET, 304"})
  @DisplayName("PX-67 content where none may be is not passed on")
  void content(String method, String status) throws Exception {
    serveHttp2();
    var reader = connect().send(method + " / HTTP/1.1\nHost: x\n\n");
    try (var link = accept()) {
      var request = request(link);
      var block = fields(":status", status, "content-length", "4", "content-type", "text/plain");
      link.send(
          RawFrame.headers(request.stream(), 0, block),
          data(request, RawFrame.END_STREAM, "one\n"));
      assertTrue(reader.readHead().startsWith("HTTP/1.1 " + status + " "));
      reader.get("/next");
      link.send(
          noContent(link.await(frame -> isHead(frame) && frame.stream() != request.stream())));
      var next = reader.readHead();
      assertTrue(next.startsWith("HTTP/1.1 204 "), next);
    }
  }
}
