package httpd.http2;

import static httpd.http2.Http2Case.answered;
import static httpd.http2.Http2Case.fatal;
import static httpd.http2.Http2Case.ignored;
import static httpd.http2.Http2Case.reset;
import static httpd.testing.FieldBlock.EMPTY;
import static httpd.testing.FieldBlock.get;
import static httpd.testing.FieldBlock.post;
import static httpd.testing.RawFrame.ACK;
import static httpd.testing.RawFrame.END_STREAM;
import static httpd.testing.RawFrame.RST_STREAM;
import static httpd.testing.RawFrame.SETTINGS;
import static httpd.testing.RawFrame.data;
import static httpd.testing.RawFrame.goAway;
import static httpd.testing.RawFrame.headers;
import static httpd.testing.RawFrame.ping;
import static httpd.testing.RawFrame.priority;
import static httpd.testing.RawFrame.request;
import static httpd.testing.RawFrame.windowUpdate;
import static httpd.testing.RawHttp2Client.MAX_CONCURRENT_STREAMS;
import static io.netty.handler.codec.http2.Http2Error.CANCEL;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.REFUSED_STREAM;
import static io.netty.handler.codec.http2.Http2Error.STREAM_CLOSED;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.RawFrame;
import httpd.testing.RawHttp2Client;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9113, sections 3.4 and 5: how a connection begins, and what may come on which stream. */
class Http2StatesTest extends Http2Test {

  private static final int LAST = Integer.MAX_VALUE;

  /** A request whose answer has come, so that its stream is closed. */
  private static RawHttp2Client closed(RawHttp2Client client) throws Exception {
    client.send(request(1, get("/")));
    assertEquals("200", client.expectResponse(1).status());
    return client;
  }

  private static RawFrame trailers(int stream) {
    return headers(stream, END_STREAM, EMPTY.field("x", "y"));
  }

  static Stream<Http2Case> idle() {
    return Stream.of(
        fatal("5.1 DATA on an idle stream", c -> c.send(data(1, 0, "x")), PROTOCOL_ERROR),
        fatal(
            "5.1 RST_STREAM of an idle stream", c -> c.send(RawFrame.reset(1, 8)), PROTOCOL_ERROR),
        fatal(
            "5.1 WINDOW_UPDATE of an idle stream", c -> c.send(windowUpdate(1, 1)), PROTOCOL_ERROR),
        fatal(
            "5.1 WINDOW_UPDATE of an idle stream of the server",
            c -> c.send(windowUpdate(2, 1)),
            PROTOCOL_ERROR),
        fatal(
            "5.1 DATA on an idle stream of the server",
            c -> c.send(data(2, 0, "")),
            PROTOCOL_ERROR),
        fatal(
            "6.4 PRIORITY of an idle stream that depends on itself",
            c -> c.send(priority(1, 1, 1)),
            PROTOCOL_ERROR),
        fatal(
            "6.4 PRIORITY of an idle stream of the server that depends on itself",
            c -> c.send(priority(8, 8, 1)),
            PROTOCOL_ERROR),
        fatal("5.1.1 HEADERS on an even stream", c -> c.send(request(2, get("/"))), PROTOCOL_ERROR),
        again("5.1.1 HEADERS on a stream below another", 5, 3),
        again("5.1.1 HEADERS on a stream that was answered", 1, 1));
  }

  /** A stream that cannot be opened any more: an error of the connection, or of that stream. */
  private static Http2Case again(String name, int answered, int closed) {
    return new Http2Case(
        name,
        client -> {
          client.send(request(answered, get("/")));
          client.expectResponse(answered);
          client.send(request(closed, get("/")));
          client.expectClosedStream(closed);
        });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("idle")
  @DisplayName("J-210 a frame for a stream that cannot be open ends the connection")
  void idleStream(Http2Case one) throws Exception {
    play(one);
  }

  static Stream<Http2Case> halfClosed() {
    return Stream.of(
        reset(
            "5.1 DATA after END_STREAM",
            c -> c.send(request(1, get("/held")), data(1, 0, "x")),
            STREAM_CLOSED),
        reset(
            "5.1 DATA after DATA with END_STREAM",
            c -> c.send(headers(1, 0, post("/held")), data(1, END_STREAM, "x"), data(1, 0, "x")),
            STREAM_CLOSED),
        reset(
            "5.1 trailers after END_STREAM",
            c -> c.send(request(1, get("/held")), trailers(1)),
            STREAM_CLOSED),
        reset(
            "5.1 trailers after trailers",
            c -> c.send(headers(1, 0, post("/held")), trailers(1), trailers(1)),
            STREAM_CLOSED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("halfClosed")
  @DisplayName("J-211 a request that goes on after its end is STREAM_CLOSED")
  void halfClosedStream(Http2Case one) throws Exception {
    play(one);
  }

  static Stream<Http2Case> allowed() {
    return Stream.of(
        ignored("5.1 PRIORITY on an idle stream", c -> c.send(priority(7, 0, 1))),
        ignored("5.1 PRIORITY on an idle stream of the server", c -> c.send(priority(8, 0, 1))),
        ignored("5.1 PRIORITY on a closed stream", c -> closed(c).send(priority(1, 0, 1))),
        ignored("6.9 WINDOW_UPDATE of a closed stream", c -> closed(c).send(windowUpdate(1, 1))),
        ignored("5.1 RST_STREAM of a closed stream", c -> closed(c).send(RawFrame.reset(1, 8))),
        ignored(
            "5.1 WINDOW_UPDATE and PRIORITY after END_STREAM",
            c -> c.send(request(1, get("/held")), windowUpdate(1, 1), priority(1, 0, 1))),
        ignored(
            "5.3.2 dependencies in a circle",
            c -> c.send(priority(1, 3, 1), priority(3, 5, 1), priority(5, 1, 1))),
        answered(
            "5.3.2 a dependency on a stream that is not there",
            200,
            c -> c.send(priority(1, 99, 1), request(1, get("/")))),
        ignored("6.7 an answer to no PING", c -> c.send(ping(ACK, 5))),
        new Http2Case(
            "5.1.1 streams that are left out",
            c -> {
              c.send(request(99, get("/")));
              assertEquals("200", c.expectResponse(99).status());
              Http2Case.goesOn(c);
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("allowed")
  @DisplayName("J-212 what may come on any stream, and priorities, are taken and have no effect")
  void allowedFrame(Http2Case one) throws Exception {
    play(one);
  }

  static Stream<Http2Case> afterReset() {
    return Stream.of(
        ignoredOrClosed("5.1 DATA after RST_STREAM", data(1, END_STREAM, "x")),
        ignoredOrClosed("5.1 trailers after RST_STREAM", trailers(1)),
        ignoredOrClosed("5.4.2 RST_STREAM after RST_STREAM", RawFrame.reset(1, CANCEL.code())),
        ignoredOrClosed("5.1 WINDOW_UPDATE after RST_STREAM", windowUpdate(1, 1)),
        ignoredOrClosed("5.1 PRIORITY after RST_STREAM", priority(1, 0, 1)));
  }

  /** At most this stream hears of it again, and never in answer to what must not be answered. */
  private static Http2Case ignoredOrClosed(String name, RawFrame late) {
    return new Http2Case(
        name,
        client -> {
          client.send(headers(1, 0, post("/held")), RawFrame.reset(1, CANCEL.code()), late);
          client.expectAlive();
          boolean answered = client.seen().stream().anyMatch(frame -> frame.type() == RST_STREAM);
          assertTrue(!answered || late.type() < RST_STREAM, client.seen().toString());
          Http2Case.goesOn(client);
        });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("afterReset")
  @DisplayName("J-213 what comes after RST_STREAM concerns at most that stream")
  void afterRst(Http2Case one) throws Exception {
    play(one);
  }

  @Test
  @DisplayName("J-214 RST_STREAM closes the source of the stream, and its number is not used again")
  void resetReleases() throws Exception {
    try (var client = connect()) {
      client.send(request(1, get("/held")));
      var lines = HELD.take();
      client.send(RawFrame.reset(1, 0xdead_beefL));
      lines.awaitClosed();
      Http2Case.goesOn(client);
      assertTrue(
          client.seen().stream().noneMatch(frame -> frame.type() == RST_STREAM),
          () -> "answered with a reset: " + client.seen());
      client.send(request(1, get("/"))).expectClosedStream(1);
    }
  }

  @Test
  @DisplayName("J-215 a stream beyond the announced number is refused, and room is made by an end")
  void concurrency() throws Exception {
    try (var client = connect()) {
      int most = (int) client.setting(MAX_CONCURRENT_STREAMS, 0);
      assertTrue(most >= 100, () -> "RFC 9113 recommends 100, was " + most);
      for (int i = 0; i < most; i++) {
        client.send(headers(2 * i + 1, 0, post("/held")));
      }
      client.send(request(2 * most + 1, get("/")));
      client.expectReset(2 * most + 1, REFUSED_STREAM, PROTOCOL_ERROR);
      client.send(RawFrame.reset(1, CANCEL.code()), request(2 * most + 3, get("/")));
      assertEquals("200", client.expectResponse(2 * most + 3).status());
    }
  }

  @Test
  @DisplayName("J-216 the last stream number is served, and one after GOAWAY of the client as well")
  void lastStream() throws Exception {
    try (var client = connect()) {
      client.send(request(LAST, get("/")));
      assertEquals("200", client.expectResponse(LAST).status());
    }
    servesOthers();
  }

  @Test
  @DisplayName("J-217 GOAWAY of an error has the last stream that was begun")
  void lastStreamOfGoAway() throws Exception {
    try (var client = connect()) {
      client.send(request(1, get("/held")), request(7, get("/held")), request(4, get("/")));
      assertEquals(7, client.expectGoAway(PROTOCOL_ERROR).number(0));
      HELD.take().awaitClosed();
      HELD.take().awaitClosed();
    }
    servesOthers();
  }

  @Test
  @DisplayName("J-218 streams go on after GOAWAY of the client")
  void goAwayOfTheClient() throws Exception {
    try (var client = connect()) {
      client.send(request(1, get("/held")), goAway(0, 0));
      var lines = HELD.take();
      lines.emit("still").end();
      assertEquals("still\n", client.expectResponse(1).body());
    }
    servesOthers();
  }

  @Test
  @DisplayName("J-219 the server begins with SETTINGS, and acknowledges those of the client")
  void serverPreface() throws Exception {
    try (var client = RawHttp2Client.silent(address())) {
      client.sendBytes(RawHttp2Client.PREFACE.getBytes(US_ASCII));
      client.send(new RawFrame(SETTINGS, 0, 0, new byte[0]));
      var first = client.read();
      assertEquals(SETTINGS, first.type());
      assertTrue(!first.has(ACK));
      client.await(frame -> frame.type() == SETTINGS && frame.has(ACK));
      client.expectAlive();
    }
  }

  @Test
  @DisplayName("J-219 the preface may come byte by byte, or with requests behind it")
  void prefaceInPieces() throws Exception {
    var preface = RawHttp2Client.PREFACE.getBytes(US_ASCII);
    try (var client = RawHttp2Client.silent(address())) {
      for (var one : preface) {
        client.sendBytes(new byte[] {one});
      }
      client.send(new RawFrame(SETTINGS, 0, 0, new byte[0]), request(1, get("/")));
      assertEquals("200", client.expectResponse(1).status());
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {RawFrame.PING, RawFrame.HEADERS, RawFrame.WINDOW_UPDATE, RawFrame.GOAWAY, 99})
  @DisplayName("J-220 3.4 a preface without SETTINGS ends the connection")
  void prefaceWithoutSettings(int type) throws Exception {
    try (var client = RawHttp2Client.silent(address())) {
      client.sendBytes(RawHttp2Client.PREFACE.getBytes(US_ASCII));
      client.send(new RawFrame(type, 0, type == 1 ? 1 : 0, new byte[8]));
      client.expectEnd();
    }
    servesOthers();
  }

  @Test
  @DisplayName("J-220 3.4 SETTINGS that acknowledge are not the first")
  void prefaceWithAck() throws Exception {
    try (var client = RawHttp2Client.silent(address())) {
      client.sendBytes(RawHttp2Client.PREFACE.getBytes(US_ASCII));
      client.send(new RawFrame(SETTINGS, ACK, 0, new byte[0])).expectEnd();
    }
    servesOthers();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n",
        "PRI * HTTP/2.0\r\nSM: 1\r\n\r\n",
        "PRI / HTTP/2.0\r\n\r\n"
      })
  @DisplayName("J-220 3.4 what only resembles the preface ends the connection")
  void notThePreface(String text) throws Exception {
    try (var client = RawHttp2Client.silent(address())) {
      client.sendBytes(text.getBytes(US_ASCII)).expectClosed();
    }
    servesOthers();
  }
}
