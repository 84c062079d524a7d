package httpd.line.split;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LineFeedTest {

  @Test
  void findsTheFirstOneWhereverItIs() {
    for (int seed = 0; seed < 5000; seed++) {
      var random = new Random(seed);
      var bytes = new byte[random.nextInt(60)];
      for (int i = 0; i < bytes.length; i++) {
        // Neighbours of the line feed, with and without the top bit, are what a trick could
        // mistake.
        bytes[i] = (byte) new int[] {'\n', 9, 11, 0, 0x8a, 0x89, 0x8b, 0xff}[random.nextInt(1, 8)];
      }
      if (bytes.length > 0 && random.nextBoolean()) {
        bytes[random.nextInt(bytes.length)] = '\n';
        bytes[random.nextInt(bytes.length)] = '\n';
      }
      int from = random.nextInt(bytes.length + 1);
      int to = random.nextInt(from, bytes.length + 1);
      assertEquals(slowly(bytes, from, to), LineFeed.indexIn(bytes, from, to), "seed " + seed);
    }
  }

  private static int slowly(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
