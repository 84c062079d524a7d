package httpd.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Dates are written by hand, and read by the JDK. */
class HttpDateTest {

  private static final DateTimeFormatter JDK =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  @Test
  @DisplayName("dates of every year are written as the JDK would write them, and can be read")
  void asTheJdk() {
    assertEquals("Thu, 01 Jan 1970 00:00:00 GMT", HttpDate.format(Instant.EPOCH));
    assertEquals(
        "Sun, 06 Nov 1994 08:49:37 GMT", HttpDate.format(Instant.ofEpochSecond(784111777)));
    var random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      var time = Instant.ofEpochSecond(random.nextLong(-LAST / 8, LAST));
      assertEquals(JDK.format(time), HttpDate.format(time));
      assertEquals(time, HttpDate.parse(HttpDate.format(time)));
    }
  }
}
