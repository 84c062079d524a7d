package httpd.http2;

import static httpd.http2.Http2Case.answered;
import static httpd.http2.Http2Case.malformed;
import static httpd.testing.FieldBlock.EMPTY;
import static httpd.testing.FieldBlock.fields;
import static httpd.testing.FieldBlock.get;
import static httpd.testing.RawFrame.request;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.testing.FieldBlock;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9113, sections 8.2 and 8.3: the fields of a request. */
class Http2FieldsTest extends Http2Test {

  private static final String[] REQUEST = {
    ":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/"
  };

  /** The request without one of its fields. */
  private static FieldBlock without(String name) {
    var block = EMPTY;
    for (int i = 0; i < REQUEST.length; i += 2) {
      block = REQUEST[i].equals(name) ? block : block.field(REQUEST[i], REQUEST[i + 1]);
    }
    return block;
  }

  private static FieldBlock with(String name, String value) {
    var block = EMPTY;
    for (int i = 0; i < REQUEST.length; i += 2) {
      block = block.field(REQUEST[i], REQUEST[i].equals(name) ? value : REQUEST[i + 1]);
    }
    return block;
  }

  static Stream<Http2Case> names() {
    var characters =
        IntStream.of(0x00, 0x01, 0x09, 0x0a, 0x0d, 0x20, 'A', 'Z', 0x7f, 0x80, 0xff, ':', '(', '"')
            .mapToObj(character ->
                malformed(
                    "8.2.1 a name with the character 0x" + Integer.toHexString(character),
                    get("/").field("x" + (char) character + "y", "z")));
    return Stream.concat(
        characters,
        Stream.of(
            malformed("8.2.1 an empty name", get("/").field("", "x")),
            malformed("8.2 a name that begins in upper case", get("/").field("Foo", "x")),
            malformed(
                "8.2 a pseudo-header field in upper case", without(":path").field(":Path", "/"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  @DisplayName("J-260 a field name with a character that is not allowed is malformed")
  void name(Http2Case one) throws Exception {
    play(one);
  }

  static Stream<Http2Case> values() {
    return Stream.of(
        malformed("8.2.1 a value with NUL", get("/").field("x", "a\0b")),
        malformed("8.2.1 a value with LF", get("/").field("x", "a\nb")),
        malformed("8.2.1 a value with CR", get("/").field("x", "a\rb")),
        malformed("8.2.1 a value that smuggles a request", get("/").field("x", "a\r\n\r\nGET /")),
        malformed("8.2.1 a value that begins with a blank", get("/").field("x", " a")),
        malformed("8.2.1 a value that ends with a blank", get("/").field("x", "a ")),
        malformed("8.2.1 a value that begins with a tab", get("/").field("x", "\ta")),
        malformed("8.2.1 a value that ends with a tab", get("/").field("x", "a\t")),
        malformed("8.2.1 NUL in :path", with(":path", "/a\0b")),
        malformed("8.2.1 LF in :path", with(":path", "/a\nb")),
        malformed("8.2.1 a blank in :path", with(":path", "/a b")),
        malformed("8.2.1 CR LF in :authority", with(":authority", "a\r\nx: y")),
        malformed("8.2.1 a blank in :method", with(":method", "GET /x")),
        malformed("8.2.1 CR LF in :method", with(":method", "GET\r\n")),
        malformed("8.3.1 an empty :method", with(":method", "")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("values")
  @DisplayName("J-261 a field value with a character that is not allowed is malformed")
  void value(Http2Case one) throws Exception {
    play(one);
  }

  static Stream<Http2Case> ofTheConnection() {
    return Stream.of(
        malformed("8.2.2 connection", get("/").field("connection", "close")),
        malformed("8.2.2 proxy-connection", get("/").field("proxy-connection", "keep-alive")),
        malformed("8.2.2 keep-alive", get("/").field("keep-alive", "timeout=5")),
        malformed("8.2.2 transfer-encoding", get("/").field("transfer-encoding", "chunked")),
        malformed(
            "8.2.2 transfer-encoding: identity", get("/").field("transfer-encoding", "identity")),
        malformed("8.2.2 upgrade", get("/").field("upgrade", "websocket")),
        malformed("8.2.2 te: gzip", get("/").field("te", "gzip")),
        malformed("8.2.2 te: trailers, gzip", get("/").field("te", "trailers, gzip")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofTheConnection")
  @DisplayName("J-262 a field that is specific to a connection is malformed")
  void connectionSpecific(Http2Case one) throws Exception {
    play(one);
  }

  static Stream<Http2Case> pseudoFields() {
    return Stream.of(
        malformed(
            "8.3 after a regular field", without(":path").field("x", "y").field(":path", "/")),
        malformed("8.3 an unknown one", get("/").field(":unknown", "x")),
        malformed("8.3 one without a name", get("/").field(":", "x")),
        malformed("8.3 :status in a request", get("/").field(":status", "200")),
        malformed("8.3 :method twice", get("/").field(":method", "GET")),
        malformed("8.3 :scheme twice", get("/").field(":scheme", "http")),
        malformed("8.3 :path twice", get("/").field(":path", "/")),
        malformed("8.3 :authority twice", get("/").field(":authority", "localhost")),
        malformed("8.3.1 no :method", without(":method")),
        malformed("8.3.1 no :scheme", without(":scheme")),
        malformed("8.3.1 no :path", without(":path")),
        malformed("8.3.1 no pseudo-header field", EMPTY.field("host", "localhost")),
        malformed("8.3.1 no field", EMPTY),
        malformed("8.3.1 an empty :path", with(":path", "")),
        malformed("8.3.1 :path without a slash", with(":path", "x")),
        malformed("8.3.1 :path with a scheme", with(":path", "http://localhost/")),
        malformed("8.3.1 :path * of a GET", with(":path", "*")),
        malformed("8.3.1 an empty :scheme", with(":scheme", "")),
        malformed("8.3.1 host that differs from :authority", get("/").field("host", "other")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pseudoFields")
  @DisplayName("J-263 missing, repeated, unknown and invalid pseudo-header fields are malformed")
  void pseudoField(Http2Case one) throws Exception {
    play(one);
  }

  static Stream<Http2Case> right() {
    return Stream.of(
        answered(
            "8.2.2 te: trailers", 200, c -> c.send(request(1, get("/").field("te", "trailers")))),
        answered("8.2.1 an empty value", 200, c -> c.send(request(1, get("/").field("x", "")))),
        answered(
            "8.2.1 a value with a blank, a tab and bytes above 0x7f",
            200,
            c -> c.send(request(1, get("/").field("x", "a b\tc\u00e4\u00ff")))),
        answered(
            "8.2.1 a name with all marks",
            200,
            c -> c.send(request(1, get("/").field("!#$%&'*+-.^_`|~09az", "x")))),
        answered(
            "8.3 pseudo-header fields in another order",
            200,
            c ->
                c.send(
                    request(
                        1,
                        fields(
                            ":path",
                            "/",
                            ":authority",
                            "localhost",
                            ":method",
                            "GET",
                            ":scheme",
                            "http")))),
        answered(
            "8.3.1 host in the place of :authority",
            200,
            c -> c.send(request(1, without(":authority").field("host", "localhost")))),
        answered(
            "8.3.1 host that equals :authority",
            200,
            c -> c.send(request(1, get("/").field("host", "LOCALHOST")))),
        answered(
            "8.3.1 a scheme in upper case (RFC 3986, section 3.1)",
            200,
            c -> c.send(request(1, with(":scheme", "HTTPS")))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("right")
  @DisplayName("J-264 fields within the rules are taken")
  void right(Http2Case one) throws Exception {
    play(one);
  }

  @Test
  @DisplayName("J-265 8.2.3 cookies in several fields are one to the handler")
  void cookies() throws Exception {
    try (var client = connect()) {
      client.send(
          request(
              1,
              get("/cookie").field("cookie", "a=1").field("x", "y").field("cookie", "b=2; c=3")));
      assertEquals("a=1; b=2; c=3", client.expectResponse(1).body());
    }
  }

  @Test
  @DisplayName("J-266 8.3.1 the handler finds :authority as Host")
  void authority() throws Exception {
    try (var client = connect()) {
      client.send(request(1, get("/host")));
      assertEquals("localhost", client.expectResponse(1).body());
    }
  }

  private static Http2Case refused(String name, FieldBlock block) {
    return new Http2Case(
        name,
        client -> {
          client.send(request(1, block)).expectRefusal(1);
          Http2Case.goesOn(client);
        });
  }

  static Stream<Http2Case> refusals() {
    return Stream.of(
        refused("8.3.1 another :scheme", with(":scheme", "ftp")),
        refused("8.3.1 a :scheme with a blank", with(":scheme", "ht tp")),
        refused("8.3.1 :authority with userinfo", with(":authority", "me@localhost")),
        refused("8.3.1 :authority with a path", with(":authority", "localhost/x")),
        refused("8.3.1 an empty :authority", with(":authority", "")),
        refused("8.3.1 neither :authority nor host", without(":authority")),
        refused("8.3.1 two hosts", without(":authority").field("host", "a").field("host", "b")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  @DisplayName("J-267 a request that names no host of http or https is refused")
  void refusal(Http2Case one) throws Exception {
    play(one);
  }
}
