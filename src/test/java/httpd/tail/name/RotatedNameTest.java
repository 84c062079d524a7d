package httpd.tail.name;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which log a file was rotated away from, by its name. */
class RotatedNameTest {

  private static final Set<String> THERE =
      Set.of("app.log", "syslog", "error_log", "a-b.log", "app-worker.log", "app.log.1");

  @ParameterizedTest
  @DisplayName("TL-7 a rotated file belongs to the log whose name it has")
  @CsvSource({
    "app.log.2,              app.log",
    "app.log-20260101,       app.log",
    "app-2026-01-01.log,     app.log",
    "app-2026-01-01T10.log,  app.log",
    "app.log.old,            app.log",
    "app.log~,               app.log",
    "app.log.3.gz,           app.log",
    "app.log.1.gz,           app.log.1",
    "app-20260101.log.gz,    app.log",
    "a-b-20260101.log,       a-b.log",
    "syslog.1,               syslog",
    "syslog.7.gz,            syslog",
    "error_log-20260101,     error_log",
    "app.log,",
    "app-worker.log,",
    "web.log.1,",
    "app.logs,",
    "app.log.new,",
    ".1,",
    "1,"
  })
  void logOf(String name, String log) {
    assertEquals(log, RotatedName.logOf(name, THERE::contains));
  }
}
