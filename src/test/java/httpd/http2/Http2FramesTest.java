package httpd.http2;

import static httpd.http2.Http2Case.answered;
import static httpd.http2.Http2Case.fatal;
import static httpd.http2.Http2Case.ignored;
import static httpd.http2.Http2Case.reset;
import static httpd.testing.FieldBlock.get;
import static httpd.testing.FieldBlock.post;
import static httpd.testing.RawFrame.CONTINUATION;
import static httpd.testing.RawFrame.DATA;
import static httpd.testing.RawFrame.END_HEADERS;
import static httpd.testing.RawFrame.END_STREAM;
import static httpd.testing.RawFrame.GOAWAY;
import static httpd.testing.RawFrame.HEADERS;
import static httpd.testing.RawFrame.PADDED;
import static httpd.testing.RawFrame.PING;
import static httpd.testing.RawFrame.PRIORITY;
import static httpd.testing.RawFrame.PUSH_PROMISE;
import static httpd.testing.RawFrame.RST_STREAM;
import static httpd.testing.RawFrame.SETTINGS;
import static httpd.testing.RawFrame.WITH_PRIORITY;
import static httpd.testing.RawFrame.continuation;
import static httpd.testing.RawFrame.data;
import static httpd.testing.RawFrame.goAway;
import static httpd.testing.RawFrame.header;
import static httpd.testing.RawFrame.headers;
import static httpd.testing.RawFrame.ping;
import static httpd.testing.RawFrame.priority;
import static httpd.testing.RawFrame.request;
import static httpd.testing.RawFrame.settings;
import static httpd.testing.RawFrame.windowUpdate;
import static io.netty.handler.codec.http2.Http2Error.COMPRESSION_ERROR;
import static io.netty.handler.codec.http2.Http2Error.FRAME_SIZE_ERROR;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.testing.RawFrame;
import io.netty.handler.codec.http2.Http2Error;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9113, sections 4 and 6 without SETTINGS and WINDOW_UPDATE: what a frame may look like. */
class Http2FramesTest extends Http2Test {

  private static final int MAX = 16_384;
  private static final int UNKNOWN = 0xbe;

  private static RawFrame frame(int type, int flags, int stream, int length) {
    return new RawFrame(type, flags, stream, new byte[length]);
  }

  static Stream<Http2Case> formats() {
    return Stream.of(
        ignored("4.1 an unknown frame on the connection", c -> c.send(frame(UNKNOWN, 0, 0, 8))),
        ignored("4.1 an unknown frame on an idle stream", c -> c.send(frame(UNKNOWN, 0, 9, 8))),
        answered(
            "4.1 an unknown frame between HEADERS and DATA",
            200,
            c ->
                c.send(headers(1, 0, post("/count")), frame(UNKNOWN, 0xff, 1, 3))
                    .send(data(1, END_STREAM, "x"))),
        ignored("4.1 unused flags of SETTINGS", c -> c.send(settings(0x99, 1).withFlags(0xfe))),
        answered(
            "4.1 unused flags of HEADERS", 200, c -> c.send(request(1, get("/")).withFlags(0xd5))),
        answered(
            "4.1 the reserved bit of the stream identifier",
            200,
            c -> c.send(request(1, get("/")).onStream(1 | 1 << 31))),
        answered(
            "4.2 DATA of 16,384 bytes",
            200,
            c -> c.send(headers(1, 0, post("/count")), frame(DATA, END_STREAM, 1, MAX))),
        ignored("4.2 an unknown frame of 16,384 bytes", c -> c.send(frame(UNKNOWN, 0, 1, MAX))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formats")
  @DisplayName("J-200 what is unknown or unused in a frame is ignored")
  void format(Http2Case one) throws Exception {
    play(one);
  }

  private static Http2Case tooLong(String name, int type, int flags, int stream) {
    return fatal(
        "4.2 " + name + " of 16,385 bytes",
        c -> c.send(headers(1, 0, post("/held"))).sendBytes(header(MAX + 1, type, flags, stream)),
        FRAME_SIZE_ERROR);
  }

  private static Http2Case size(String name, int type, int stream, int length) {
    return fatal(
        name + " of " + length + " bytes",
        c -> c.send(headers(1, 0, post("/held")), frame(type, 0, stream, length)),
        FRAME_SIZE_ERROR);
  }

  static Stream<Http2Case> sizes() {
    return Stream.of(
        tooLong("HEADERS", HEADERS, END_HEADERS, 3),
        tooLong("SETTINGS", SETTINGS, 0, 0),
        tooLong("PING", PING, 0, 0),
        tooLong("GOAWAY", GOAWAY, 0, 0),
        fatal(
            "4.2 CONTINUATION of 16,385 bytes",
            c ->
                c.send(headers(1, 0, get("/")).withFlags(0))
                    .sendBytes(header(MAX + 1, CONTINUATION, END_HEADERS, 1)),
            FRAME_SIZE_ERROR),
        fatal(
            "4.2 HEADERS of 16 MiB, of which the header alone comes",
            c -> c.sendBytes(header(0xffffff, HEADERS, END_HEADERS, 1)),
            FRAME_SIZE_ERROR),
        fatal(
            "6.3 PRIORITY of 4 bytes on an idle stream",
            c -> c.send(frame(PRIORITY, 0, 1, 4)),
            FRAME_SIZE_ERROR),
        size("6.4 RST_STREAM", RST_STREAM, 1, 3),
        size("6.4 RST_STREAM", RST_STREAM, 1, 5),
        size("6.7 PING", PING, 0, 7),
        size("6.7 PING", PING, 0, 9),
        size("6.8 GOAWAY", GOAWAY, 0, 7),
        fatal(
            "4.2 HEADERS whose priority is cut",
            c -> c.send(frame(HEADERS, END_HEADERS | WITH_PRIORITY, 1, 4)),
            FRAME_SIZE_ERROR),
        fatal(
            "4.2 HEADERS without the length of their padding",
            c -> c.send(frame(HEADERS, END_HEADERS | PADDED, 1, 0)),
            FRAME_SIZE_ERROR));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sizes")
  @DisplayName("J-201 a frame of a wrong size that changes the connection is FRAME_SIZE_ERROR")
  void size(Http2Case one) throws Exception {
    play(one);
  }

  static Stream<Http2Case> sizesOfAStream() {
    return Stream.of(
        reset(
            "6.1 DATA without the length of its padding",
            c -> c.send(headers(1, 0, post("/held")), frame(DATA, PADDED, 1, 0)),
            FRAME_SIZE_ERROR),
        reset(
            "6.3 PRIORITY of 4 bytes",
            c -> c.send(headers(1, 0, post("/held")), frame(PRIORITY, 0, 1, 4)),
            FRAME_SIZE_ERROR),
        reset(
            "6.3 PRIORITY of 6 bytes",
            c -> c.send(headers(1, 0, post("/held")), frame(PRIORITY, 0, 1, 6)),
            FRAME_SIZE_ERROR),
        new Http2Case(
            "4.2 DATA of 16,385 bytes",
            c -> {
              c.send(headers(1, 0, post("/held"))).sendBytes(header(MAX + 1, DATA, 0, 1));
              var end = c.await(frame -> frame.type() == GOAWAY || frame.type() == RST_STREAM);
              assertEquals(FRAME_SIZE_ERROR.code(), end.number(end.type() == GOAWAY ? 4 : 0));
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sizesOfAStream")
  @DisplayName("J-202 a frame of a wrong size that concerns a stream alone resets that stream")
  void sizeOfAStream(Http2Case one) throws Exception {
    play(one);
  }

  private static Http2Case interrupted(String what, RawFrame... by) {
    return fatal(
        "4.3 a field block interrupted by " + what,
        c -> c.send(headers(1, END_STREAM, get("/")).withFlags(END_STREAM)).send(by),
        PROTOCOL_ERROR);
  }

  static Stream<Http2Case> blocks() {
    return Stream.of(
        interrupted("DATA", data(1, 0, "x")),
        interrupted("HEADERS of another stream", request(3, get("/"))),
        interrupted("HEADERS of the same stream", request(1, get("/"))),
        interrupted("PRIORITY", priority(1, 0, 16)),
        interrupted("RST_STREAM", RawFrame.reset(1, Http2Error.CANCEL.code())),
        interrupted("SETTINGS", settings(0x99, 1)),
        interrupted("PING", ping(0, 1)),
        interrupted("GOAWAY", goAway(0, 0)),
        interrupted("WINDOW_UPDATE", windowUpdate(0, 1)),
        interrupted("an unknown frame (5.5)", frame(UNKNOWN, 0, 1, 1)),
        interrupted("CONTINUATION of another stream", continuation(3, END_HEADERS, new byte[0])),
        fatal(
            "6.10 CONTINUATION on stream 0",
            c -> c.send(continuation(0, END_HEADERS, new byte[0])),
            PROTOCOL_ERROR),
        fatal(
            "6.10 CONTINUATION without HEADERS",
            c -> c.send(continuation(1, END_HEADERS, get("/").bytes())),
            PROTOCOL_ERROR),
        fatal(
            "6.10 CONTINUATION after the end of a block",
            c -> c.send(headers(1, 0, post("/held")), continuation(1, END_HEADERS, new byte[0])),
            PROTOCOL_ERROR),
        fatal(
            "6.10 CONTINUATION after a CONTINUATION that ends a block",
            c ->
                c.send(headers(1, 0, post("/held")).withFlags(0))
                    .send(continuation(1, END_HEADERS, new byte[0]))
                    .send(continuation(1, END_HEADERS, new byte[0])),
            PROTOCOL_ERROR),
        fatal(
            "6.10 CONTINUATION after DATA",
            c ->
                c.send(headers(1, 0, post("/held")), data(1, 0, "x"))
                    .send(continuation(1, END_HEADERS, new byte[0])),
            PROTOCOL_ERROR),
        fatal(
            "4.3 a block that cannot be decoded",
            c -> c.send(headers(1, END_STREAM, get("/").indexed(200))),
            COMPRESSION_ERROR));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("blocks")
  @DisplayName("J-203 a field block comes in one piece, or the connection ends")
  void block(Http2Case one) throws Exception {
    play(one);
  }

  static Stream<Http2Case> partsOfBlocks() {
    var block = get("/");
    return Stream.of(
        answered(
            "6.10 a block in three frames, cut within fields",
            200,
            c ->
                c.send(new RawFrame(HEADERS, END_STREAM, 1, block.bytes(0, 3)))
                    .send(continuation(1, 0, block.bytes(3, 20)))
                    .send(continuation(1, END_HEADERS, block.bytes(20, block.length())))),
        answered(
            "6.10 a block that begins in an empty HEADERS and ends in an empty CONTINUATION",
            200,
            c ->
                c.send(new RawFrame(HEADERS, END_STREAM, 1, new byte[0]))
                    .send(continuation(1, 0, block.bytes()))
                    .send(continuation(1, END_HEADERS, new byte[0]))),
        answered("6.2 HEADERS with padding", 200, c -> c.send(request(1, block).padded(255))),
        answered(
            "6.2 HEADERS with padding of no bytes", 200, c -> c.send(request(1, block).padded(0))),
        answered(
            "6.2 HEADERS with a priority",
            200,
            c -> {
              var priority = priority(1, 0, 200).payload();
              var bytes = new byte[priority.length + block.length()];
              System.arraycopy(priority, 0, bytes, 0, priority.length);
              System.arraycopy(block.bytes(), 0, bytes, priority.length, block.length());
              int flags = END_STREAM | END_HEADERS | WITH_PRIORITY;
              c.send(new RawFrame(HEADERS, flags, 1, bytes));
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("partsOfBlocks")
  @DisplayName("J-204 a field block may be in several frames, with padding and a priority")
  void partsOfBlock(Http2Case one) throws Exception {
    play(one);
  }

  static Stream<Http2Case> placesAndPadding() {
    return Stream.of(
        fatal("6.1 DATA on stream 0", c -> c.send(data(0, 0, "x")), PROTOCOL_ERROR),
        fatal("6.2 HEADERS on stream 0", c -> c.send(request(0, get("/"))), PROTOCOL_ERROR),
        fatal("6.3 PRIORITY on stream 0", c -> c.send(priority(0, 1, 1)), PROTOCOL_ERROR),
        fatal("6.4 RST_STREAM on stream 0", c -> c.send(RawFrame.reset(0, 8)), PROTOCOL_ERROR),
        fatal("6.7 PING on a stream", c -> c.send(ping(0, 1).onStream(1)), PROTOCOL_ERROR),
        fatal("6.8 GOAWAY on a stream", c -> c.send(goAway(0, 0).onStream(1)), PROTOCOL_ERROR),
        fatal(
            "6.6 PUSH_PROMISE from a client",
            c ->
                c.send(headers(1, 0, post("/held")))
                    .send(new RawFrame(PUSH_PROMISE, END_HEADERS, 1, new byte[] {0, 0, 0, 2})),
            PROTOCOL_ERROR),
        fatal(
            "6.6 PUSH_PROMISE on stream 0",
            c -> c.send(new RawFrame(PUSH_PROMISE, END_HEADERS, 0, new byte[] {0, 0, 0, 2})),
            PROTOCOL_ERROR),
        fatal(
            "6.1 DATA whose padding is as long as the frame",
            c ->
                c.send(headers(1, 0, post("/held")))
                    .send(new RawFrame(DATA, PADDED, 1, new byte[] {4, 0, 0, 0})),
            PROTOCOL_ERROR),
        fatal(
            "6.1 DATA whose padding is longer than the frame",
            c ->
                c.send(headers(1, 0, post("/held")))
                    .send(new RawFrame(DATA, PADDED, 1, new byte[] {99, 0, 0, 0})),
            PROTOCOL_ERROR),
        fatal(
            "6.2 HEADERS whose padding is as long as the frame",
            c -> c.send(new RawFrame(HEADERS, END_HEADERS | PADDED, 1, new byte[] {4, 0, 0, 0})),
            PROTOCOL_ERROR));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("placesAndPadding")
  @DisplayName("J-205 a frame in the wrong place or with too much padding is PROTOCOL_ERROR")
  void placeOrPadding(Http2Case one) throws Exception {
    play(one);
  }
}
