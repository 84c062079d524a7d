package httpd.upstream.response;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Headers;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedBodyTest {

  private static final String LAST = "0\r\n\r\n";

  /** A body that was read, in reads whose lengths are given by what is left. */
  private record Read(ChunkedBody chunks, String text) {

    static Read of(String message, IntUnaryOperator lengths) {
      return of(message.getBytes(ISO_8859_1), lengths);
    }

    static Read of(byte[] message, IntUnaryOperator lengths) {
      var chunks = new ChunkedBody();
      var body = new ByteArrayOutputStream();
      int from = 0;
      while (from < message.length) {
        int length =
            Math.clamp(lengths.applyAsInt(message.length - from), 1, message.length - from);
        int offset = 3; // Reads need not begin at the start of their array.
        var bytes = new byte[offset + length + 2];
        System.arraycopy(message, from, bytes, offset, length);
        body.write(bytes, offset, chunks.read(bytes, offset, length));
        from += length;
      }
      return new Read(chunks, body.toString(ISO_8859_1));
    }

    static Read atOnce(String message) {
      return of(message, left -> left);
    }
  }

  @Test
  @DisplayName("U-11 chunks of any size in any reads give the same bytes")
  void anyChunksInAnyReadsGiveTheSameBytes() {
    for (int seed = 0; seed < 2000; seed++) {
      var random = new Random(seed);
      var body = new byte[random.nextInt(400)];
      random.nextBytes(body);
      var message = inChunks(body, random);
      int longest = 1 + random.nextInt(100);
      var read = Read.of(message, left -> 1 + random.nextInt(longest));
      assertEquals(new String(body, ISO_8859_1), read.text, "seed " + seed);
      assertNull(read.chunks.malformation(), "seed " + seed);
      assertTrue(read.chunks.isComplete(), "seed " + seed);
      assertFalse(read.chunks.hasExcess(), "seed " + seed);
      assertEquals("1", read.chunks.trailers().get("X-Sum"), "seed " + seed);
    }
  }

  private static byte[] inChunks(byte[] body, Random random) {
    var message = new ByteArrayOutputStream();
    for (int from = 0; from < body.length; ) {
      int length = Math.min(1 + random.nextInt(50), body.length - from);
      var size = "0".repeat(random.nextInt(3)) + Integer.toHexString(length);
      var extension = random.nextBoolean() ? "" : " ;a=\"b;\t\u00e9\"";
      message.writeBytes((size.toUpperCase(Locale.ROOT) + extension + "\r\n").getBytes(ISO_8859_1));
      message.write(body, from, length);
      message.writeBytes("\r\n".getBytes(ISO_8859_1));
      from += length;
    }
    message.writeBytes("0;last\r\nX-Sum: 1\r\n\r\n".getBytes(ISO_8859_1));
    return message.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        "\n",
        ";a\r\n",
        " 1\r\na\r\n",
        "\t1\r\na\r\n",
        "1 \r\na\r\n",
        "1 2\r\na\r\n",
        "g\r\n",
        "zz\r\n",
        "0x1\r\na\r\n",
        "+1\r\na\r\n",
        "-1\r\na\r\n",
        "1_0\r\n",
        "1.0\r\n",
        "1,1\r\n",
        "1h\r\n",
        "1\na\n",
        "1\ra\r\n",
        "1\r\r\na\r\n",
        "1\u0000\r\na\r\n",
        "1\u00b2\r\na\r\n",
        "1;a\nb\r\na\r\n",
        "1;a\rb\r\na\r\n",
        "1;a\u0000\r\na\r\n",
        "1;a\u007f\r\na\r\n",
        "0000000000000001\r\na\r\n",
        "ffffffffffffffffff\r\n",
        "1\r\nab\r\n",
        "1\r\na\n",
        "1\r\na\rb",
        "1\r\na\rb1\r\nc\r\n",
        "1\r\nab\n1\r\nc\r\n",
        "1\r\na\r\n1\rxc\r\n",
        "1\r\na\r\n1x\nc\r\n",
        "1\r\na1\r\nb\r\n",
        "0\r\n: x\r\n\r\n",
        "0\r\nX\r\n\r\n",
        "0\r\nX : 1\r\n\r\n",
        "0\r\nX: 1\r\n folded\r\n\r\n",
        "0\r\nX: 1\n\r\n",
        "0\r\nX: a\rb\r\n\r\n",
        "0\r\nX: a\u0000\r\n\r\n",
        "0\r\n\n",
        "0\r\n\r\r\n",
      })
  @DisplayName(
      "U-32 a malformed chunk or trailer, in one read or in many, ends the body after"
          + " the bytes before it")
  void malformed(String end) {
    for (var lengths : new IntUnaryOperator[] {left -> 1, left -> left, left -> 5}) {
      var read = Read.of("3\r\none\r\n" + end + LAST + "3\r\nxyz\r\n" + LAST, lengths);
      assertNotNull(read.chunks.malformation(), end);
      assertFalse(read.chunks.isComplete(), end);
      assertTrue(read.text().startsWith("one"), read.text());
      assertEquals(0, read.chunks.read(LAST.getBytes(ISO_8859_1), 0, LAST.length()), end);
      assertFalse(read.chunks.isComplete(), end);
    }
  }

  @Test
  void everyOtherByteIsNoDigit() {
    for (int b = 0; b < 256; b++) {
      boolean digit = "0123456789abcdefABCDEF".indexOf(b) >= 0;
      var read = Read.atOnce(String.valueOf((char) b));
      assertEquals(digit, read.chunks.malformation() == null, "byte " + b);
    }
  }

  @Test
  void aSizeHasNoMoreThanFifteenDigits() {
    assertNull(Read.atOnce("f".repeat(ChunkedBody.MOST_DIGITS) + "\r\nabc").chunks.malformation());
    assertEquals("abc", Read.atOnce("f".repeat(ChunkedBody.MOST_DIGITS) + "\r\nabc").text());
    assertNotNull(Read.atOnce("0".repeat(ChunkedBody.MOST_DIGITS + 1)).chunks.malformation());
  }

  @Test
  void anExtensionIsBounded() {
    int longest = ChunkedBody.LONGEST_EXTENSION;
    var fits = Read.atOnce("1;" + "x".repeat(longest) + "\r\na\r\n1;b\r\nc\r\n" + LAST);
    assertEquals("ac", fits.text());
    assertTrue(fits.chunks.isComplete());
    assertNotNull(Read.atOnce("1;" + "x".repeat(longest + 1)).chunks.malformation());
    assertNotNull(Read.atOnce("1" + " ".repeat(longest + 2)).chunks.malformation());
  }

  @Test
  void aTrailerIsBounded() {
    var field = "X: " + "y".repeat(1000) + "\r\n";
    int fitting = (Trailer.LONGEST - 2) / field.length();
    var fits = Read.atOnce("0\r\n" + field.repeat(fitting) + "\r\n");
    assertTrue(fits.chunks.isComplete());
    assertEquals(fitting, fits.chunks.trailers().all("X").size());
    assertNotNull(Read.atOnce("0\r\n" + field.repeat(fitting + 1)).chunks.malformation());
    assertNotNull(Read.atOnce("0\r\nX: " + "y".repeat(Trailer.LONGEST)).chunks.malformation());
  }

  @Test
  @DisplayName("U-23 a framing field is not a trailer")
  void framingFieldsAreNoTrailers() {
    var read =
        Read.atOnce(
            "0\r\nContent-LENGTH: 5\r\nTransfer-Encoding: x\r\nTrailer: y\r\nX-A: 1\r\n\r\n");
    assertTrue(read.chunks.isComplete());
    assertEquals(Headers.of("X-A", "1").toString(), read.chunks.trailers().toString());
  }

  @Test
  @DisplayName("U-23 whatever follows the end is excess, and is left")
  void whatFollowsTheEndIsExcess() {
    var read = Read.atOnce("1\r\na\r\n" + LAST + "HTTP/1.1 200 OK\r\n");
    assertEquals("a", read.text());
    assertTrue(read.chunks.isComplete());
    assertTrue(read.chunks.hasExcess());
  }

  @Test
  void notEndedIsNotWhole() {
    var message = "3;x\r\none\r\n" + "0\r\nX: 1\r\n\r\n";
    for (int length = 0; length < message.length(); length++) {
      var read = Read.atOnce(message.substring(0, length));
      assertFalse(read.chunks.isComplete(), "after " + length);
      assertNull(read.chunks.malformation(), "after " + length);
    }
    assertTrue(Read.atOnce(message).chunks.isComplete());
  }
}
