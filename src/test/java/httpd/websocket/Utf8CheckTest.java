package httpd.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class Utf8CheckTest {

  /** Bytes on both sides of each limit of table 3-7. */
  private static final int[] EDGES = {
    0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed,
    0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff
  };

  private static boolean isValidInJava(byte[] text) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  @Test
  @DisplayName("WS-41 what is UTF-8 is decided as in Java, at every edge")
  void edges() {
    for (int a : EDGES) {
      for (int b : EDGES) {
        for (int c : EDGES) {
          for (int d : a < 0xf0 ? new int[] {'x'} : EDGES) {
            byte[] text = {(byte) a, (byte) b, (byte) c, (byte) d};
            assertEquals(isValidInJava(text), Utf8Check.isValid(text));
          }
        }
      }
    }
  }

  @Test
  @DisplayName("WS-41 a text may be cut anywhere")
  void parts() {
    byte[] text = "a\u00e9\u20ac\ud83d\ude00z".getBytes(UTF_8);
    for (int cut = 0; cut <= text.length; cut++) {
      var check = new Utf8Check();
      assertTrue(check.accepts(text, 0, cut));
      assertTrue(check.accepts(text, cut, text.length));
      assertTrue(check.isBetweenCharacters());
    }
  }

  @Test
  @DisplayName("WS-11 random bytes are a text only if they are UTF-8")
  void random() {
    var chance = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] text = new byte[1 + chance.nextInt(6)];
      chance.nextBytes(text);
      assertEquals(isValidInJava(text), Utf8Check.isValid(text));
    }
    assertFalse(Utf8Check.isValid(new byte[] {'a', (byte) 0xc3}));
  }
}
