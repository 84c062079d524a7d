package httpd.http2;

import static httpd.http2.Http2Case.answered;
import static httpd.http2.Http2Case.fatal;
import static httpd.testing.FieldBlock.EMPTY;
import static httpd.testing.FieldBlock.fields;
import static httpd.testing.FieldBlock.get;
import static httpd.testing.RawFrame.request;
import static io.netty.handler.codec.http2.Http2Error.COMPRESSION_ERROR;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.testing.FieldBlock;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 7541: field blocks that cannot be decoded, and some that only look so. */
class HpackTest extends Http2Test {

  private static final int STATIC_ENTRIES = 61;

  private static Http2Case undecodable(String name, FieldBlock block) {
    return fatal(name, c -> c.send(request(1, block)), COMPRESSION_ERROR);
  }

  static Stream<Http2Case> undecodable() {
    return Stream.of(
        undecodable("6.1 the index 0", get("/").indexed(0)),
        undecodable("2.3.3 an index beyond an empty dynamic table", get("/").indexed(62)),
        undecodable("2.3.3 an index far beyond", get("/").indexed(1 << 20)),
        undecodable("2.3.3 an index for a name beyond", get("/").integer(0, 4, 70).string("x")),
        undecodable(
            "2.3.3 an index beyond one entry", get("/").kept("a", "b").indexed(STATIC_ENTRIES + 2)),
        undecodable("4.2 a table larger than allowed", EMPTY.tableSize(4097).indexed(2)),
        undecodable("4.2 a table far larger than allowed", EMPTY.tableSize(Integer.MAX_VALUE)),
        undecodable("4.2 a new table size after a field", get("/").tableSize(0)),
        undecodable(
            "4.2 a new table size between fields", EMPTY.indexed(2).tableSize(9).indexed(4)),
        undecodable(
            "4.4 an entry that was evicted",
            EMPTY.tableSize(40).kept("a", "1").kept("b", "2").indexed(STATIC_ENTRIES + 2)),
        undecodable(
            "4.4 an entry larger than the table empties it",
            EMPTY
                .tableSize(40)
                .kept("a", "1")
                .kept("b", "x".repeat(50))
                .indexed(STATIC_ENTRIES + 1)),
        undecodable(
            "5.1 an integer without an end",
            get("/").raw(0xff, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01)),
        undecodable("5.1 an integer above 2^32", get("/").raw(0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)),
        undecodable("5.1 an integer that is cut", get("/").raw(0xff, 0x80)),
        undecodable("5.2 a string longer than the block", get("/").raw(0, 1, 'x', 9, 'y')),
        undecodable("5.2 a name longer than the block", get("/").raw(0, 99, 'x')),
        undecodable(
            "5.2 a string of 2^31-1 bytes",
            get("/").raw(0, 1, 'x').integer(0, 7, Integer.MAX_VALUE)),
        undecodable("5.2 a literal without a value", get("/").raw(0, 1, 'x')),
        undecodable(
            "5.2 Huffman padding longer than 7 bits", get("/").raw(0, 1, 'x', 0x82, 0x1f, 0xff)),
        undecodable("5.2 Huffman padding of zeros", get("/").raw(0, 1, 'x', 0x81, 0x18)),
        undecodable("5.2 Huffman with EOS", get("/").raw(0, 1, 'x', 0x84, 0xff, 0xff, 0xff, 0xff)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("undecodable")
  @DisplayName("J-270 a field block that cannot be decoded ends the connection: COMPRESSION_ERROR")
  void undecodable(Http2Case one) throws Exception {
    play(one);
  }

  static Stream<Http2Case> decodable() {
    return Stream.of(
        answered(
            "6.3 a table of no bytes",
            200,
            c ->
                c.send(
                    request(
                        1,
                        EMPTY
                            .tableSize(0)
                            .indexed(2)
                            .indexed(6)
                            .indexed(4)
                            .field(":authority", "localhost")))),
        answered(
            "4.2 two new sizes",
            200,
            c ->
                c.send(
                    request(
                        1,
                        EMPTY
                            .tableSize(0)
                            .tableSize(4096)
                            .indexed(2)
                            .indexed(6)
                            .indexed(4)
                            .field(":authority", "localhost")))),
        answered(
            "6.2.3 a field that is never indexed",
            200,
            c -> c.send(request(1, get("/").integer(0x10, 4, 0).string("x").string("y")))),
        answered(
            "5.2 a Huffman string",
            200,
            c ->
                c.send(
                    request(
                        1,
                        fields(":method", "GET", ":scheme", "http", ":path", "/")
                            .raw(0x01, 0x86, 0xa0, 0xe4, 0x1d, 0x13, 0x9d, 0x09)))),
        answered(
            "5.2 a Huffman string of no bytes",
            200,
            c -> c.send(request(1, get("/").raw(0, 1, 'x', 0x80)))),
        answered(
            "5.1 an integer with more bytes than it needs",
            200,
            c ->
                c.send(
                    request(
                        1,
                        get("/")
                            .raw(0, 1, 'x', 0x7f, 0x81, 0x00)
                            .raw("y".repeat(128).chars().toArray())))),
        answered(
            "4.4 a table of one entry, which is replaced",
            200,
            c ->
                c.send(
                    request(
                        1,
                        EMPTY
                            .tableSize(40)
                            .indexed(2)
                            .indexed(6)
                            .indexed(4)
                            .field(":authority", "localhost")
                            .kept("a", "1")
                            .kept("b", "2")
                            .indexed(STATIC_ENTRIES + 1)))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("decodable")
  @DisplayName("J-271 sizes of the table, Huffman strings and all kinds of literals are decoded")
  void decodable(Http2Case one) throws Exception {
    play(one);
  }

  @Test
  @DisplayName("J-272 2.3.2 the dynamic table is kept over requests, malformed ones included")
  void table() throws Exception {
    try (var client = connect()) {
      var kept = EMPTY.indexed(2).indexed(6).kept(":authority", "first").kept(":path", "/host");
      client.send(request(1, kept));
      assertEquals("first", client.expectResponse(1).body());
      var again = EMPTY.indexed(2).indexed(6).indexed(STATIC_ENTRIES + 2);
      client.send(request(3, again.indexed(STATIC_ENTRIES + 1)));
      assertEquals("first", client.expectResponse(3).body());
      client.send(
          request(5, again.kept("X-Upper", "x"))); // Malformed, and in the table all the same.
      client.expectRefusal(5);
      client.send(
          request(
              7,
              EMPTY.indexed(2).indexed(6).indexed(STATIC_ENTRIES + 3).indexed(STATIC_ENTRIES + 2)));
      assertEquals("first", client.expectResponse(7).body());
    }
  }
}
