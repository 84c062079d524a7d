package httpd.command;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.RawClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start without options costs. */
class PlainStartIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();

  @TempDir Path directory;

  @Test
  @DisplayName("B-24 a plain start and its first request load no class of Jackson")
  void withoutJackson() throws Exception {
    var loaded = directory.resolve("loaded");
    var environment = Map.of("HTTPD_JAVA_OPTIONS", "-Xlog:class+load:file=" + loaded);
    var command = List.of(PROGRAM, "--port", "0", "text:x");
    try (var httpd = Launched.start(directory, environment, command);
        var client = new RawClient(httpd.address())) {
      client.get("/").readUntil("\n\nx");
    }
    var classes = Files.readString(loaded);
    assertTrue(classes.contains("httpd.server.Server "), "the log of classes");
    assertFalse(classes.contains("jackson"), () -> line(classes, "jackson"));
  }

  private static String line(String text, String part) {
    return text.lines().filter(line -> line.contains(part)).findFirst().orElse("");
  }
}
