package httpd.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** V-130: which type a header section names. */
class ContentTypeTest {

  /** Fields are divided by {@code |}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "text/event-stream                                    ! text/event-stream",
        "Text/Event-Stream ; charset=utf-8                    ! text/event-stream",
        "text/event-stream; a=\"b, c; d\"                     ! text/event-stream",
        "text/event-stream | text/event-stream; charset=utf-8 ! text/event-stream",
        "text/event-streamx                                   ! text/event-streamx",
        "text/event-stream | text/plain                       ! ''",
        "text/event-stream; charset=utf-8, text/plain         ! ''",
        "''                                                   ! ''",
      })
  @DisplayName("V-130 a content type is one type without its parameters, or null")
  void types(String fields, String type) {
    assertEquals(type, ContentType.of(List.of(fields.split("\\|"))).type());
  }

  @Test
  @DisplayName(
      "V-130 a field that is all commas and quotes is read in one pass, and takes no stack")
  void hostile() {
    var field = "a/b;x=" + "\"\"".repeat(1_000_000) + ";y=\"" + ",".repeat(1_000_000) + "\"";
    assertEquals("a/b", ContentType.of(List.of(field)).type());
  }
}
