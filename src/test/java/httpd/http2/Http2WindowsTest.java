package httpd.http2;

import static httpd.http2.Http2Case.fatal;
import static httpd.http2.Http2Case.reset;
import static httpd.testing.FieldBlock.get;
import static httpd.testing.FieldBlock.post;
import static httpd.testing.RawFrame.DATA;
import static httpd.testing.RawFrame.END_STREAM;
import static httpd.testing.RawFrame.HEADERS;
import static httpd.testing.RawFrame.WINDOW_UPDATE;
import static httpd.testing.RawFrame.data;
import static httpd.testing.RawFrame.headers;
import static httpd.testing.RawFrame.request;
import static httpd.testing.RawFrame.settings;
import static httpd.testing.RawFrame.windowUpdate;
import static httpd.testing.RawHttp2Client.INITIAL_WINDOW_SIZE;
import static io.netty.handler.codec.http2.Http2Error.FLOW_CONTROL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.FRAME_SIZE_ERROR;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.RawFrame;
import httpd.testing.RawHttp2Client;
import io.netty.handler.codec.http2.Http2Error;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9113, section 6.9: windows in both directions. */
class Http2WindowsTest extends Http2Test {

  private static final int MOST = Integer.MAX_VALUE;
  private static final int FRAME = 16_384;

  static Stream<Http2Case> ofTheConnection() {
    return Stream.of(
        fatal("6.9 an increment of 0", c -> c.send(windowUpdate(0, 0)), PROTOCOL_ERROR),
        fatal(
            "6.9.1 a window above 2^31-1", c -> c.send(windowUpdate(0, MOST)), FLOW_CONTROL_ERROR),
        fatal(
            "6.9.1 a window above 2^31-1 in two steps",
            c -> c.send(windowUpdate(0, MOST - 65_535), windowUpdate(0, 1)),
            FLOW_CONTROL_ERROR),
        fatal(
            "6.9 WINDOW_UPDATE of 3 bytes",
            c -> c.send(windowUpdate(0, 1).withPayload(new byte[3])),
            FRAME_SIZE_ERROR),
        fatal(
            "6.9 WINDOW_UPDATE of a stream of 5 bytes",
            c ->
                c.send(headers(1, 0, post("/held")))
                    .send(windowUpdate(1, 1).withPayload(new byte[5])),
            FRAME_SIZE_ERROR),
        fatal(
            "6.9.2 SETTINGS that raise the window of a stream above 2^31-1",
            c ->
                c.send(settings(INITIAL_WINDOW_SIZE, 0), request(1, get("/held")))
                    .send(windowUpdate(1, MOST))
                    .send(settings(INITIAL_WINDOW_SIZE, 1)),
            FLOW_CONTROL_ERROR));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofTheConnection")
  @DisplayName("J-240 a wrong change of the connection's window, or of all windows, ends it")
  void connectionWindow(Http2Case one) throws Exception {
    play(one);
  }

  static Stream<Http2Case> ofAStream() {
    return Stream.of(
        reset(
            "6.9 an increment of 0",
            c -> c.send(request(1, get("/held")), windowUpdate(1, 0)),
            PROTOCOL_ERROR),
        reset(
            "6.9.1 a window above 2^31-1",
            c -> c.send(request(1, get("/held")), windowUpdate(1, MOST)),
            FLOW_CONTROL_ERROR),
        reset(
            "6.9.1 a window above 2^31-1 in two steps",
            c ->
                c.send(request(1, get("/held")), windowUpdate(1, MOST - 65_535))
                    .send(windowUpdate(1, 1)),
            FLOW_CONTROL_ERROR));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofAStream")
  @DisplayName("J-241 a wrong change of a stream's window resets that stream")
  void streamWindow(Http2Case one) throws Exception {
    play(one);
  }

  private static int dataOf(RawHttp2Client client, int stream, int bytes) throws Exception {
    int taken = 0;
    while (taken < bytes) {
      var frame = client.await(one -> one.type() == DATA && one.stream() == stream);
      taken += frame.payload().length;
    }
    return taken;
  }

  @Test
  @DisplayName(
      "J-242 6.9.1 the window of a stream is never exceeded, and an update is used at once")
  void windowOfAStream() throws Exception {
    try (var client = RawHttp2Client.connect(address(), settings(INITIAL_WINDOW_SIZE, 0))) {
      client.send(request(1, get("/large")));
      client.await(frame -> frame.type() == HEADERS);
      client.expectAlive();
      for (int bytes : new int[] {1, 10, 7_000, 1}) {
        client.send(windowUpdate(1, bytes));
        assertEquals(bytes, dataOf(client, 1, bytes));
        client.expectAlive();
      }
      assertEquals(
          7_012,
          client.seen().stream()
              .filter(frame -> frame.type() == DATA)
              .mapToInt(frame -> frame.payload().length)
              .sum());
    }
    servesOthers();
  }

  @Test
  @DisplayName("J-242 6.9.1 the window of the connection holds all streams back, and frees them")
  void windowOfTheConnection() throws Exception {
    try (var client = RawHttp2Client.connect(address(), settings(INITIAL_WINDOW_SIZE, 1 << 20))) {
      client.send(request(1, get("/large")));
      assertEquals(65_535, dataOf(client, 1, 65_535));
      client.send(request(3, get("/large")));
      client.await(frame -> frame.type() == HEADERS && frame.stream() == 3);
      client.expectAlive();
      client.send(windowUpdate(0, 2L * LARGE.length()));
      int first = 65_535;
      int second = 0;
      while (first < LARGE.length() || second < LARGE.length()) {
        var frame = client.await(one -> one.type() == DATA);
        first += frame.stream() == 1 ? frame.payload().length : 0;
        second += frame.stream() == 3 ? frame.payload().length : 0;
      }
    }
    servesOthers();
  }

  @Test
  @DisplayName("J-243 6.9.2 SETTINGS change open windows, which may become negative")
  void negativeWindow() throws Exception {
    try (var client = RawHttp2Client.connect(address(), settings(INITIAL_WINDOW_SIZE, 1_000))) {
      client.send(request(1, get("/large")));
      dataOf(client, 1, 1_000);
      client.send(settings(INITIAL_WINDOW_SIZE, 400)); // The window is now -600.
      client.send(windowUpdate(1, 600)).expectAlive();
      client.send(windowUpdate(1, 5));
      assertEquals(5, dataOf(client, 1, 5));
      client.send(settings(INITIAL_WINDOW_SIZE, 500));
      assertEquals(100, dataOf(client, 1, 100));
      client.expectAlive();
    }
    servesOthers();
  }

  @Test
  @DisplayName("J-244 6.9.1 an answer without content needs no window")
  void noWindowNeeded() throws Exception {
    try (var client = RawHttp2Client.connect(address(), settings(INITIAL_WINDOW_SIZE, 0))) {
      client.send(request(1, get("/empty")));
      assertEquals("200", client.expectResponse(1).status());
    }
  }

  @Test
  @DisplayName("J-245 6.9.1 more DATA than the window of a stream is FLOW_CONTROL_ERROR")
  void tooMuchData() throws Exception {
    try (var client = connect()) {
      long window = client.setting(INITIAL_WINDOW_SIZE, 65_535);
      client.send(headers(1, 0, post("/stuck")));
      var full = data(1, 0, "x".repeat(FRAME));
      for (long sent = 0; sent <= window; sent += FRAME) {
        client.send(full);
      }
      var error =
          client.await(one -> one.type() == RawFrame.RST_STREAM || one.type() == RawFrame.GOAWAY);
      int code = error.number(error.type() == RawFrame.GOAWAY ? 4 : 0);
      assertEquals(FLOW_CONTROL_ERROR, Http2Error.valueOf(code));
    }
    servesOthers();
  }

  @Test
  @DisplayName("J-246 6.9 a body larger than the windows comes as the handler reads it")
  void windowsAreRenewed() throws Exception {
    try (var client = connect()) {
      client.send(headers(1, 0, post("/count")));
      long connection = 65_535;
      long stream = client.setting(INITIAL_WINDOW_SIZE, 65_535);
      int left = 1_000_000;
      while (left > 0) {
        int part = (int) Math.min(Math.min(FRAME, left), Math.min(connection, stream));
        if (part > 0) {
          left -= part;
          connection -= part;
          stream -= part;
          client.send(data(1, left == 0 ? END_STREAM : 0, "x".repeat(part)));
        } else {
          var update = client.await(frame -> frame.type() == WINDOW_UPDATE);
          connection += update.stream() == 0 ? update.number(0) : 0;
          stream += update.stream() == 1 ? update.number(0) : 0;
        }
      }
      assertEquals("1000000", client.expectResponse(1).body());
    }
  }

  @Test
  @DisplayName(
      "J-247 6.9 DATA that is dropped and padding are given back to the connection's window")
  void droppedData() throws Exception {
    try (var client = connect()) {
      long connection = 65_535;
      for (int i = 0; i < 40; i++) {
        int stream = 2 * i + 1;
        client.send(headers(stream, 0, post("/held")), RawFrame.reset(stream, 8));
        while (connection < FRAME + 1) {
          var update = client.await(frame -> frame.type() == WINDOW_UPDATE && frame.stream() == 0);
          connection += update.number(0);
        }
        client.send(data(stream, 0, "x".repeat(FRAME - 256)).padded(255));
        connection -= FRAME;
      }
      assertTrue(connection < 65_535);
      client.send(
          headers(1001, 0, post("/count")).onStream(999), data(999, END_STREAM, "").padded(9));
      assertEquals("0", client.expectResponse(999).body());
    }
    servesOthers();
  }
}
