package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.ExitCode;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/spec/script.md, H-23: the option {@code --watch-also}. */
class WatchAlsoTest extends CommandTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[a | [a: it is not a glob: Missing ]",
        "{a,b | {a,b: it is not a glob: Missing }",
        "'' | \"\": it is empty"
      })
  @DisplayName("H-23.4 a glob that is malformed is refused in two lines")
  void malformed(String glob, String message) {
    assertEquals(2, run("--watch", "--watch-also", glob, inFolder("~/Hello.java")).number());
    assertEquals(
        "httpd: --watch-also "
            + message
            + "\n  hint: write --watch-also 'templates/*.html', or a directory\n",
        err());
  }

  @Test
  @DisplayName("H-23.4 without --watch it has no effect, and a line says so")
  void withoutWatch() {
    var code =
        run(() -> {}, false, "-p0", "--watch-also", folder.toString(), inFolder("~/Hello.java"));
    assertEquals(ExitCode.STOPPED, code);
    assertTrue(err().contains("--watch-also has no effect without --watch"), err());
  }

  @Test
  @DisplayName("H-23 a file of --watch-also reloads a handler while it is served")
  void reloads() throws Exception {
    var page = Files.writeString(folder.resolve("page.html"), "one");
    Files.writeString(
        folder.resolve("Page.java"),
        "final String page = read();\nString handle() { return page; }\nString read() {\n"
            + "  try { return Files.readString(Path.of(\"%s\")); }\n".formatted(page)
            + "  catch (IOException e) { throw new UncheckedIOException(e); }\n}\n");
    var code =
        run(
            () -> change(page),
            false,
            "-p0",
            "-w",
            inFolder("--watch-also=~/sub"),
            inFolder("--watch-also=~/*.html"),
            inFolder("~/Page.java"));
    assertEquals(ExitCode.STOPPED, code, err());
    assertTrue(err().contains(" s (page.html)\n"), err());
  }

  private void change(Path page) {
    try {
      assertTrue(get().endsWith("one"));
      Files.writeString(page, "the second");
      Eventually.holds("it is loaded", () -> err().contains("httpd: reloaded"));
      assertTrue(get().endsWith("the second"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String get() throws IOException {
    try (var client = new RawClient(address())) {
      return client.send("GET / HTTP/1.1\nHost: localhost\nConnection: close\n\n").readAll();
    }
  }
}
