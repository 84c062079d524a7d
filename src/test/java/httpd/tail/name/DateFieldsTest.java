package httpd.tail.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDateTime;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

class DateFieldsTest {

  private static final LocalDateTime TIME = LocalDateTime.of(2027, 2, 3, 4, 5);

  @Test
  @DisplayName("T-24 the parts of a date are written and read, and %% is a percent sign")
  void fields() {
    var fields = new DateFields("%Y/%j/%m-%dT%H%M%%.log");
    assertEquals("2027/034/02-03T0405%.log", fields.format(TIME));
    assertNotNull(fields.parse("2027/034/02-03T0405%.log"));
    for (var other : new String[] {"2027/34/02-03T0405%.log", "2027/034/02-03T0405%.log.gz", ""}) {
      assertNull(fields.parse(other), other);
    }
  }

  @Test
  @DisplayName("T-24 fields without a separator have their width")
  void adjacent() {
    var fields = new DateFields("%Y%m%d");
    assertEquals(fields.order(TIME), fields.order(parsed(fields, "20270203")));
    assertTrue(fields.order(parsed(fields, "20270202")) < fields.order(TIME));
    assertTrue(fields.order(parsed(fields, "20271399")) > fields.order(TIME), "no real date");
  }

  @Test
  @DisplayName("T-24 any other letter after a % is refused, and a % at the end")
  void refused() {
    assertThrows(IllegalArgumentException.class, () -> new DateFields("%y"));
    assertThrows(IllegalArgumentException.class, () -> new DateFields("a%"));
  }

  @Test
  @ResourceLock(Resources.LOCALE)
  @DisplayName("T-24.1 B-13 digits are ASCII in a locale with digits of its own")
  void persian() {
    var before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("fa-IR-u-nu-arabext"));
    try {
      var fields = new DateFields("app-%Y-%m-%d.log");
      assertEquals("app-2027-02-03.log", fields.format(TIME));
      assertNotNull(fields.parse("app-2027-02-03.log"));
      assertNull(fields.parse("app-۲۰۲۷-۰۲-۰۳.log"));
    } finally {
      Locale.setDefault(before);
    }
  }

  private static TemporalAccessor parsed(DateFields fields, String text) {
    return Objects.requireNonNull(fields.parse(text));
  }
}
