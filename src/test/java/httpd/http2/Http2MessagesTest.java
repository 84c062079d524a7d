package httpd.http2;

import static httpd.http2.Http2Case.answered;
import static httpd.http2.Http2Case.malformed;
import static httpd.http2.Http2Case.reset;
import static httpd.testing.FieldBlock.EMPTY;
import static httpd.testing.FieldBlock.fields;
import static httpd.testing.FieldBlock.get;
import static httpd.testing.FieldBlock.post;
import static httpd.testing.RawFrame.END_STREAM;
import static httpd.testing.RawFrame.HEADERS;
import static httpd.testing.RawFrame.data;
import static httpd.testing.RawFrame.headers;
import static httpd.testing.RawFrame.request;
import static io.netty.handler.codec.http2.Http2Error.CANCEL;
import static io.netty.handler.codec.http2.Http2Error.NO_ERROR;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import httpd.testing.FieldBlock;
import httpd.testing.RawClient;
import httpd.testing.RawFrame;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9113, sections 8.1, 8.5 and 8.6: of which frames a message consists. */
class Http2MessagesTest extends Http2Test {

  private static FieldBlock posted(String length) {
    return post("/count").field("content-length", length);
  }

  static Stream<Http2Case> wrongLengths() {
    return Stream.of(
        malformed("8.1.1 a content-length of 5 and no content", posted("5")),
        malformed("8.1.1 a content-length of -1", posted("-1")),
        malformed("8.1.1 a content-length of +0", posted("+0")),
        malformed("8.1.1 a content-length of x", posted("x")),
        malformed("8.1.1 a content-length without a number", posted("")),
        malformed("8.1.1 a content-length above 2^63", posted("99999999999999999999")),
        malformed("8.1.1 two lengths", posted("0").field("content-length", "1")),
        reset(
            "8.1.1 content longer than its length",
            c -> c.send(headers(1, 0, posted("1")), data(1, END_STREAM, "xy")),
            PROTOCOL_ERROR),
        reset(
            "8.1.1 content longer than its length before its end",
            c -> c.send(headers(1, 0, posted("1")), data(1, 0, "xy")),
            PROTOCOL_ERROR),
        reset(
            "8.1.1 content longer than its length in two frames",
            c -> c.send(headers(1, 0, posted("3")), data(1, 0, "xy"), data(1, END_STREAM, "xy")),
            PROTOCOL_ERROR),
        reset(
            "8.1.1 content shorter than its length",
            c -> c.send(headers(1, 0, posted("3")), data(1, 0, "x"), data(1, END_STREAM, "x")),
            PROTOCOL_ERROR),
        reset(
            "8.1.1 content shorter than its length before trailers",
            c ->
                c.send(headers(1, 0, posted("3")), data(1, 0, "x"))
                    .send(headers(1, END_STREAM, EMPTY.field("x", "y"))),
            PROTOCOL_ERROR),
        reset(
            "8.1.1 content of a GET without content",
            c ->
                c.send(headers(1, 0, get("/held").field("content-length", "0")))
                    .send(data(1, END_STREAM, "x")),
            PROTOCOL_ERROR));
  }

  static Stream<Http2Case> sentBehindAMalformedHead() {
    var head = post("/count").field("transfer-encoding", "chunked");
    return Stream.of(
        reset(
            "8.1.1 content",
            c -> c.send(headers(1, 0, head), data(1, 0, "x"), data(1, END_STREAM, "y")),
            PROTOCOL_ERROR),
        reset(
            "8.1.1 trailers",
            c -> c.send(headers(1, 0, head), headers(1, END_STREAM, EMPTY.field("x", "y"))),
            PROTOCOL_ERROR),
        reset(
            "5.1 a reset",
            c -> c.send(headers(1, 0, head), RawFrame.reset(1, CANCEL.code())),
            PROTOCOL_ERROR),
        reset(
            "6.9 room",
            c -> c.send(headers(1, 0, head), RawFrame.windowUpdate(1, 1)),
            PROTOCOL_ERROR));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sentBehindAMalformedHead")
  @DisplayName("J-67 what was sent behind a malformed head is dropped, the connection goes on")
  void behindAMalformedHead(Http2Case one) throws Exception {
    play(one);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongLengths")
  @DisplayName("J-250 content that is not as long as its content-length resets the stream")
  void wrongLength(Http2Case one) throws Exception {
    play(one);
  }

  static Stream<Http2Case> wrongOrder() {
    return Stream.of(
        reset(
            "8.1 a second HEADERS without END_STREAM",
            c -> c.send(headers(1, 0, post("/held")), headers(1, 0, EMPTY.field("x", "y"))),
            PROTOCOL_ERROR),
        reset(
            "8.1 a second HEADERS without END_STREAM after DATA",
            c ->
                c.send(headers(1, 0, post("/held")), data(1, 0, "x"))
                    .send(headers(1, 0, EMPTY.field("x", "y"))),
            PROTOCOL_ERROR),
        reset(
            "8.1 a pseudo-header field in trailers",
            c ->
                c.send(headers(1, 0, post("/held")))
                    .send(headers(1, END_STREAM, EMPTY.field(":path", "/"))),
            PROTOCOL_ERROR),
        reset(
            "8.1 :status in trailers",
            c ->
                c.send(headers(1, 0, post("/held")))
                    .send(headers(1, END_STREAM, EMPTY.field(":status", "200"))),
            PROTOCOL_ERROR),
        reset(
            "8.2.1 an upper-case name in trailers",
            c ->
                c.send(headers(1, 0, post("/held")))
                    .send(headers(1, END_STREAM, EMPTY.field("X", "y"))),
            PROTOCOL_ERROR),
        reset(
            "8.2.2 a connection-specific field in trailers",
            c ->
                c.send(headers(1, 0, post("/held")))
                    .send(headers(1, END_STREAM, EMPTY.field("connection", "close"))),
            PROTOCOL_ERROR),
        reset(
            "8.2.1 a line feed in a value of trailers",
            c ->
                c.send(headers(1, 0, post("/held")))
                    .send(headers(1, END_STREAM, EMPTY.field("x", "a\nb"))),
            PROTOCOL_ERROR));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongOrder")
  @DisplayName("J-251 frames that are not a message, and invalid trailers, reset the stream")
  void wrongOrder(Http2Case one) throws Exception {
    play(one);
  }

  static Stream<Http2Case> right() {
    return Stream.of(
        counted("8.1.1 content as long as its length", posted("3"), "x", "yz"),
        counted("8.1 content without a length", post("/count"), "x", "yz"),
        counted("8.1 empty DATA in between", post("/count"), "", "x", "", "yz", ""),
        answered(
            "8.1 no content and a length of 0",
            200,
            c -> c.send(headers(1, END_STREAM, posted("0")))),
        answered(
            "8.1 trailers after content",
            200,
            c ->
                c.send(headers(1, 0, posted("1")), data(1, 0, "x"))
                    .send(headers(1, END_STREAM, EMPTY.field("x", "y")))),
        answered(
            "8.1 trailers without content",
            200,
            c ->
                c.send(headers(1, 0, post("/count")))
                    .send(headers(1, END_STREAM, EMPTY.field("x", "y")))),
        answered(
            "8.1 empty trailers",
            200,
            c -> c.send(headers(1, 0, post("/count")), headers(1, END_STREAM, EMPTY))),
        answered(
            "8.1 a GET with content",
            200,
            c -> c.send(headers(1, 0, get("/count")), data(1, END_STREAM, "x"))),
        answered(
            "6.1 DATA with padding",
            200,
            c -> c.send(headers(1, 0, posted("3")), data(1, END_STREAM, "abc").padded(200))));
  }

  private static Http2Case counted(String name, FieldBlock head, String... parts) {
    return new Http2Case(
        name,
        client -> {
          client.send(headers(1, 0, head));
          for (int i = 0; i < parts.length; i++) {
            client.send(data(1, i == parts.length - 1 ? END_STREAM : 0, parts[i]));
          }
          var length = Integer.toString(String.join("", parts).length());
          assertEquals(length, client.expectResponse(1).body());
        });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("right")
  @DisplayName("J-252 a request may have content, no content, padding and trailers")
  void right(Http2Case one) throws Exception {
    play(one);
  }

  static Stream<Http2Case> connects() {
    return Stream.of(
        malformed(
            "8.5 CONNECT with :scheme and :path",
            fields(":method", "CONNECT", ":scheme", "http", ":authority", "a:1", ":path", "/")),
        malformed(
            "8.5 CONNECT with :path",
            fields(":method", "CONNECT", ":authority", "a:1", ":path", "/")),
        malformed(
            "8.5 CONNECT with :scheme",
            fields(":method", "CONNECT", ":authority", "a:1", ":scheme", "http")),
        malformed("8.5 CONNECT without :authority", fields(":method", "CONNECT")),
        malformed(
            "8.3 :protocol that was not offered (RFC 8441)",
            fields(":method", "CONNECT", ":protocol", "websocket", ":scheme", "http", ":path", "/")
                .field(":authority", "localhost")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("connects")
  @DisplayName("J-253 a CONNECT that is not of the form of section 8.5 is malformed")
  void malformedConnect(Http2Case one) throws Exception {
    play(one);
  }

  @Test
  @DisplayName("J-254 8.5 CONNECT is answered with 501, and the connection goes on")
  void connectRequest() throws Exception {
    try (var client = connect()) {
      client.send(request(1, fields(":method", "CONNECT", ":authority", "localhost:22")));
      assertEquals("501", client.expectResponse(1).status());
      Http2Case.goesOn(client);
    }
  }

  @Test
  @DisplayName("J-255 8.6 an HTTP/1.1 request for an upgrade to h2c is answered in HTTP/1.1")
  void noUpgrade() throws Exception {
    try (var client = new RawClient(address())) {
      client.send(
          "GET / HTTP/1.1\nHost: test\nConnection: Upgrade, HTTP2-Settings, close\n"
              + "Upgrade: h2c\nHTTP2-Settings: AAMAAABkAAQAAP__\n\n");
      assertEquals("HTTP/1.1 200 OK", client.readAll().lines().findFirst().orElse(""));
    }
  }

  @Test
  @DisplayName("J-256 8.1 a complete answer to a request that goes on is followed by NO_ERROR")
  void answerBeforeTheEnd() throws Exception {
    try (var client = connect()) {
      client.send(headers(1, 0, post("/unread")), data(1, 0, "x"));
      var answer = client.expectResponse(1);
      assertEquals("200", answer.status());
      assertEquals("enough", answer.body());
      client.expectReset(1, NO_ERROR);
      client.send(data(1, 0, "y"), data(1, END_STREAM, "z"));
      Http2Case.goesOn(client);
    }
  }

  @Test
  @DisplayName("J-257 an answer has no connection-specific field, and names in lower case")
  void fieldsOfAnswers() throws Exception {
    try (var client = connect()) {
      int stream = 1;
      for (var path : new String[] {"/", "/empty", "/lines", "/none"}) {
        client.send(request(stream, get(path)));
        var fields = client.expectResponse(stream).fields();
        for (var name : new String[] {"connection", "keep-alive", "transfer-encoding", "upgrade"}) {
          assertNull(fields.get(name), path);
        }
        fields
            .names()
            .forEach(
                name -> assertEquals(name.toString().toLowerCase(Locale.ROOT), name.toString()));
        stream += 2;
      }
    }
  }

  @Test
  @DisplayName("J-258 8.1 HEAD is answered with a head that ends the stream")
  void head() throws Exception {
    try (var client = connect()) {
      client.send(
          request(
              1,
              fields(":method", "HEAD", ":scheme", "http", ":authority", "a", ":path", "/large")));
      var head = client.await(frame -> frame.type() == HEADERS);
      assertEquals(END_STREAM, head.flags() & END_STREAM);
      assertEquals("200000", client.decode(head).get("content-length").toString());
      client.expectAlive();
    }
  }

  @Test
  @DisplayName("J-259 a client that goes, or ends its side, with open streams closes their sources")
  void clientGone() throws Exception {
    for (boolean half : new boolean[] {false, true}) {
      try (var client = connect()) {
        client.send(request(1, get("/held")), headers(3, 0, post("/held")));
        var first = HELD.take();
        var second = HELD.take();
        if (half) {
          client.halfClose();
        } else {
          client.close();
        }
        first.awaitClosed();
        second.awaitClosed();
      }
    }
    servesOthers();
  }
}
