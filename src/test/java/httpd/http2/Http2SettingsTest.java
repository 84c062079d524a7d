package httpd.http2;

import static httpd.http2.Http2Case.answered;
import static httpd.http2.Http2Case.fatal;
import static httpd.http2.Http2Case.ignored;
import static httpd.testing.FieldBlock.get;
import static httpd.testing.RawFrame.ACK;
import static httpd.testing.RawFrame.PING;
import static httpd.testing.RawFrame.SETTINGS;
import static httpd.testing.RawFrame.request;
import static httpd.testing.RawFrame.settings;
import static io.netty.handler.codec.http2.Http2Error.FLOW_CONTROL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.FRAME_SIZE_ERROR;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.testing.RawFrame;
import httpd.testing.RawHttp2Client;
import java.io.ByteArrayOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9113, section 6.5: SETTINGS, and the PING that shows when they are in force. */
class Http2SettingsTest extends Http2Test {

  private static final int HEADER_TABLE_SIZE = 1;
  private static final int ENABLE_PUSH = 2;
  private static final int MAX_STREAMS = 3;
  private static final int WINDOW = 4;
  private static final int FRAME_SIZE = 5;
  private static final int HEADER_LIST_SIZE = 6;

  private static RawFrame both(RawFrame first, RawFrame second) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(first.payload());
    bytes.writeBytes(second.payload());
    return new RawFrame(SETTINGS, 0, 0, bytes.toByteArray());
  }

  static Stream<Http2Case> wrong() {
    return Stream.of(
        fatal(
            "6.5 an acknowledgement with settings",
            c -> c.send(settings(WINDOW, 1).withFlags(ACK)),
            FRAME_SIZE_ERROR),
        fatal(
            "6.5 SETTINGS on a stream",
            c -> c.send(settings(WINDOW, 1).onStream(1)),
            PROTOCOL_ERROR),
        fatal(
            "6.5 an acknowledgement on a stream",
            c -> c.send(new RawFrame(SETTINGS, ACK, 1, new byte[0])),
            PROTOCOL_ERROR),
        fatal(
            "6.5 SETTINGS of 5 bytes",
            c -> c.send(new RawFrame(SETTINGS, 0, 0, new byte[5])),
            FRAME_SIZE_ERROR),
        fatal(
            "6.5 SETTINGS of 7 bytes",
            c -> c.send(new RawFrame(SETTINGS, 0, 0, new byte[7])),
            FRAME_SIZE_ERROR),
        fatal("6.5.2 ENABLE_PUSH of 2", c -> c.send(settings(ENABLE_PUSH, 2)), PROTOCOL_ERROR),
        fatal(
            "6.5.2 INITIAL_WINDOW_SIZE of 2^31",
            c -> c.send(settings(WINDOW, 1L << 31)),
            FLOW_CONTROL_ERROR),
        fatal(
            "6.5.2 INITIAL_WINDOW_SIZE of 2^32-1",
            c -> c.send(settings(WINDOW, 0xffffffffL)),
            FLOW_CONTROL_ERROR),
        fatal(
            "6.5.2 MAX_FRAME_SIZE of 16,383",
            c -> c.send(settings(FRAME_SIZE, 16_383)),
            PROTOCOL_ERROR),
        fatal("6.5.2 MAX_FRAME_SIZE of 0", c -> c.send(settings(FRAME_SIZE, 0)), PROTOCOL_ERROR),
        fatal(
            "6.5.2 MAX_FRAME_SIZE of 2^24",
            c -> c.send(settings(FRAME_SIZE, 1 << 24)),
            PROTOCOL_ERROR));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  @DisplayName("J-230 SETTINGS that are out of their range or badly formed end the connection")
  void wrongSettings(Http2Case one) throws Exception {
    play(one);
  }

  private static Http2Case taken(String name, int setting, long value) {
    return answered(
        "6.5.2 " + name + " of " + value,
        200,
        c -> c.send(settings(setting, value), request(1, get("/"))));
  }

  static Stream<Http2Case> taken() {
    return Stream.of(
        taken("HEADER_TABLE_SIZE", HEADER_TABLE_SIZE, 0),
        taken("HEADER_TABLE_SIZE", HEADER_TABLE_SIZE, 0xffffffffL),
        taken("ENABLE_PUSH", ENABLE_PUSH, 0),
        taken("ENABLE_PUSH", ENABLE_PUSH, 1),
        taken("MAX_CONCURRENT_STREAMS", MAX_STREAMS, 0),
        taken("MAX_CONCURRENT_STREAMS", MAX_STREAMS, 0xffffffffL),
        taken("INITIAL_WINDOW_SIZE", WINDOW, Integer.MAX_VALUE),
        taken("MAX_FRAME_SIZE", FRAME_SIZE, 16_384),
        taken("MAX_FRAME_SIZE", FRAME_SIZE, (1 << 24) - 1),
        taken("MAX_HEADER_LIST_SIZE", HEADER_LIST_SIZE, 0xffffffffL),
        taken("an unknown setting", 0xfafa, 7),
        taken("the setting 0", 0, 7),
        answered(
            "6.5.3 of one setting twice, the last counts",
            200,
            c -> c.send(both(settings(WINDOW, 0), settings(WINDOW, 100)), request(1, get("/")))),
        ignored(
            "6.5 an acknowledgement of nothing",
            c -> c.send(new RawFrame(SETTINGS, ACK, 0, new byte[0]))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("taken")
  @DisplayName("J-231 SETTINGS within their range are taken, and unknown ones are ignored")
  void takenSettings(Http2Case one) throws Exception {
    play(one);
  }

  @Test
  @DisplayName("J-232 each SETTINGS is acknowledged once, in order with what was sent after it")
  void acknowledged() throws Exception {
    try (var client = connect()) {
      client.await(frame -> frame.type() == SETTINGS && frame.has(ACK));
      for (int i = 0; i < 5; i++) {
        client.send(settings(WINDOW, 70_000 + i));
        var ack = client.await(frame -> frame.type() == SETTINGS);
        assertEquals(ACK, ack.flags());
        assertEquals(0, ack.payload().length);
      }
      client.expectAlive();
    }
  }

  @Test
  @DisplayName("J-233 a PING comes back with its eight bytes, also while streams are open")
  void ping() throws Exception {
    try (var client = connect()) {
      client.send(request(1, get("/held")), RawFrame.ping(0, 0x0102030405060708L));
      var answer = client.await(frame -> frame.type() == PING);
      assertEquals(ACK, answer.flags());
      assertEquals(0, answer.stream());
      assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, answer.payload());
    }
    servesOthers();
  }

  @Test
  @DisplayName("J-234 responses keep to the table size of the client, and its frame size")
  void tableAndFrames() throws Exception {
    try (var client = RawHttp2Client.connect(address(), settings(HEADER_TABLE_SIZE, 0))) {
      client.expectSmallTable(0);
      client.send(settings(WINDOW, 1 << 20), RawFrame.windowUpdate(0, 1 << 22));
      for (int stream = 1; stream < 20; stream += 2) {
        client.send(request(stream, get("/large")));
        assertEquals(LARGE.length(), client.expectResponse(stream).body().length());
      }
      assertEquals(
          0, client.seen().stream().filter(frame -> frame.payload().length > 16_384).count());
    }
  }
}
