package httpd.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.testing.RawWebSocket;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, section 5: a table of cases, each in one read, byte by byte, and in between. */
class FrameReaderTest {

  private static final int LONGEST = 200_000;

  private final List<String> seen = new ArrayList<>();
  private long held;
  private long mostHeld;
  private long memory = Long.MAX_VALUE;
  private long now;

  private FrameReader reader() {
    return new FrameReader(
        new FrameReader.Listener() {
          @Override
          public void message(Line message) {
            boolean isText = message.ending() == Line.Ending.LF;
            seen.add(isText ? "text " + message.text() : "bytes " + hex(message.content()));
          }

          @Override
          public void ping(byte[] payload) {
            seen.add("ping " + new String(payload, ISO_8859_1));
          }

          @Override
          public void closed(int code) {
            seen.add("close " + code);
          }
        },
        LONGEST,
        new FrameReader.Memory() {
          @Override
          public boolean take(long bytes) {
            boolean fits = held + bytes <= memory;
            held += fits ? bytes : 0;
            mostHeld = Math.max(mostHeld, held);
            return fits;
          }

          @Override
          public void release(long bytes) {
            held -= bytes;
          }
        },
        () -> now);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /** Frames of a transcript: {@code 81:text} is a frame with its first byte and its payload. */
  private static byte[] frames(String transcript) {
    var all = new ByteArrayOutputStream();
    for (var frame : transcript.split(" ")) {
      int first = Integer.parseInt(frame.substring(0, 2), 16);
      all.writeBytes(RawWebSocket.framed(first, payload(frame.substring(3))));
    }
    return all.toByteArray();
  }

  private static byte[] payload(String text) {
    return text.startsWith("#") ? bytes(text.substring(1)) : text.getBytes(UTF_8);
  }

  private void read(byte[] all, int step) throws ClosingException {
    var reader = reader();
    for (int at = 0; at < all.length; at += step) {
      reader.read(Arrays.copyOfRange(all, at, Math.min(all.length, at + step)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          81:hello,                       text hello
          81:,                            text
          82:#00ff,                       bytes 00ff
          01:he 80:llo,                   text hello
          01:he 00:l 80:lo,               text hello
          02:#00 80:#01,                  bytes 0001
          01: 00: 80:x,                   text x
          01:he 89:p 80:llo,              ping p;text hello
          01:he 8a:late 80:llo,           text hello
          01:#e2 00:#82 80:#ac 81:x,      text €;text x
          89: 89:two,                     ping ;ping two
          8a:,                            ''
          88:,                            close 0
          88:#03e8,                       close 1000
          88:#03e9676f6e65,               close 1001
          88:#0bb8,                       close 3000
          88:#1387,                       close 4999
          88:#03e8 81:late,               close 1000
          81:a 81:b 88:#03e8,             text a;text b;close 1000
          """)
  @DisplayName("WS-42 messages in fragments, with control frames between them")
  void valid(String transcript, String expected) throws Exception {
    for (int step : List.of(1, 2, 3, 7, 1000)) {
      seen.clear();
      read(frames(transcript), step);
      assertEquals(expected, String.join(";", seen).strip(), "in steps of " + step);
      assertEquals(0, held, "what is held");
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          c1:x,             1002
          a1:x,             1002
          91:x,             1002
          83:x,             1002
          87:x,             1002
          8b:x,             1002
          8f:x,             1002
          09:x,             1002
          0a:x,             1002
          08:#03e8,         1002
          80:x,             1002
          00:x,             1002
          01:x 81:y,        1002
          01:x 82:y,        1002
          81:a 80:b,        1002
          88:#03,           1002
          88:#0000,         1002
          88:#03e7,         1002
          88:#03ec,         1002
          88:#03ed,         1002
          88:#03ee,         1002
          88:#03f7,         1002
          88:#07d0,         1002
          88:#0bb7,         1002
          88:#1388,         1002
          88:#ffff,         1002
          88:#03e8ff,       1007
          81:#ff,           1007
          81:#c3,           1007
          81:#eda080,       1007
          81:#f4908080,     1007
          81:#c080,         1007
          01:#e2 80:x,      1007
          01:ok 00:#ff,     1007
          """)
  @DisplayName("WS-40, WS-41 what breaks the protocol")
  void invalid(String transcript, int code) {
    for (int step : List.of(1, 2, 1000)) {
      var closing =
          assertThrows(ClosingException.class, () -> read(frames(transcript), step), transcript);
      assertEquals(code, closing.code().number());
      assertEquals(0, held, "what is held");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "81 05 68656c6c6f", // Not masked.
        "89 fe 007e", // A long ping.
        "88 ff", // A longer close.
        "82 fe 007d", // 125 in two bytes.
        "82 ff 000000000000ffff", // 65535 in eight.
        "82 ff 8000000000000000", // A sign.
      })
  @DisplayName("WS-40 no mask, and lengths in a longer form")
  void heads(String hex) {
    var padded = hex + "00".repeat(14);
    var closing = assertThrows(ClosingException.class, () -> read(bytes(padded), 1));
    assertEquals(1002, closing.code().number(), closing.reason());
  }

  @ParameterizedTest
  @ValueSource(ints = {125, 126, 127, 0xffff, 0x10000, LONGEST})
  @DisplayName("WS-24 every length up to the limit")
  void lengths(int length) throws Exception {
    read(RawWebSocket.framed(0x81, "x".repeat(length).getBytes(UTF_8)), 1500);
    assertEquals(List.of("text " + "x".repeat(length)), seen);
  }

  @Test
  @DisplayName("WS-24 a message that is too long is refused by its head, in one frame and in many")
  void tooLong() throws Exception {
    byte[] head = Arrays.copyOf(RawWebSocket.framed(0x81, new byte[LONGEST + 1]), 14);
    var closing = assertThrows(ClosingException.class, () -> read(head, 14));
    assertEquals(1009, closing.code().number());
    assertEquals(0, mostHeld);

    var reader = reader();
    reader.read(RawWebSocket.framed(0x01, new byte[LONGEST]));
    closing =
        assertThrows(
            ClosingException.class, () -> reader.read(RawWebSocket.framed(0x80, (byte) 1)));
    assertEquals(1009, closing.code().number());
    assertEquals(0, held);

    byte[] longest = bytes("80ff7fffffffffffffff00000000");
    for (var begun : List.of("01:", "01:x")) {
      var again = reader();
      again.read(frames(begun));
      closing = assertThrows(ClosingException.class, () -> again.read(longest));
      assertEquals(1009, closing.code().number());
      assertEquals(0, held);
    }
  }

  @Test
  @DisplayName("WS-24 a head alone takes no memory, and the limit of memory closes with 1013")
  void memory() throws Exception {
    var reader = reader();
    byte[] frame = RawWebSocket.framed(0x82, new byte[LONGEST]);
    reader.read(Arrays.copyOf(frame, 14 + 100));
    assertTrue(mostHeld <= 256, () -> mostHeld + " bytes for 100");
    memory = 1000;
    var closing =
        assertThrows(
            ClosingException.class, () -> reader.read(Arrays.copyOfRange(frame, 114, 5000)));
    assertEquals(1013, closing.code().number());
    assertEquals(0, held);
  }

  @ParameterizedTest
  @ValueSource(strings = {"89:", "8a:", "00:"})
  @DisplayName("WS-45 more than 1,000 control or empty frames in ten seconds")
  void floods(String frame) throws Exception {
    var reader = reader();
    reader.read(frames("01:x"));
    byte[] one = frames(frame);
    for (int i = 0; i < 1000; i++) {
      reader.read(one.clone());
    }
    now += 11_000_000_000L;
    for (int i = 0; i < 1000; i++) {
      reader.read(one.clone());
    }
    var closing = assertThrows(ClosingException.class, () -> reader.read(one.clone()));
    assertEquals(1008, closing.code().number());
  }
}
