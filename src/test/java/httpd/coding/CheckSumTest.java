package httpd.coding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckSumTest {

  private static final int[] CUTS = {0, 1, 7, 255, 256, 65_521, 200_000, 300_000};

  private final byte[] all = new byte[300_000];

  CheckSumTest() {
    new Random(14).nextBytes(all);
    Arrays.fill(all, 100_000, 200_000, (byte) 0xff);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("Z-32 the check values of two parts are joined to that of both, and taken apart")
  void parts(CheckSum sum) {
    int whole = sum.of(all, 0, all.length);
    for (int cut : CUTS) {
      int first = sum.of(all, 0, cut);
      int second = sum.of(all, cut, all.length - cut);
      assertEquals(whole, sum.joined(first, second, all.length - cut), "cut at " + cut);
      assertEquals(second, sum.rest(whole, first, all.length - cut), "cut at " + cut);
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("Z-32 nothing before or after changes a check value")
  void nothing(CheckSum sum) {
    int some = sum.of(all, 0, 1000);
    assertEquals(sum.ofNothing(), sum.of(all, 0, 0));
    assertEquals(some, sum.joined(sum.ofNothing(), some, 1000));
    assertEquals(some, sum.joined(some, sum.ofNothing(), 0));
  }
}
