package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.ExitCode;
import httpd.cli.option.OptionParser;
import httpd.cli.option.Options;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC, "Files" and "Routes": the options of files and fields. */
class FileOptionsTest extends CommandTest {

  private static Options options(String... arguments) {
    return new OptionParser(Map.of()).parse(arguments).options();
  }

  @Test
  @DisplayName("F-110 F-100 the values of --cache and --spa")
  void values() {
    var times =
        options("--cache", ".css=7d,image=1h", "--cache=text/html=off", ".").files().times();
    assertEquals(
        Map.of(
            ".css", Duration.ofDays(7), "image", Duration.ofHours(1), "text/html", Duration.ZERO),
        times.times());
    assertTrue(options("--spa", ".").files().fallback());
    assertFalse(options(".").files().fallback());
  }

  @ParameterizedTest
  @DisplayName("F-110.4 R-50.3 values that are refused, with a remedy")
  @CsvSource(
      delimiter = '|',
      value = {
        "--cache=css | --cache css: a kind of files and a time are needed, with = between",
        "--cache=.css | --cache .css: a kind of files and a time are needed, with = between",
        "--cache=png=1d | --cache png=1d: png is no kind of files; an ending begins with a dot, as"
            + " .png",
        "--cache=*.css=1d | --cache *.css=1d: a kind of files and a time are needed",
        "--cache=.css=1x | --cache .css=1x: a time is a number with ms, s, m, h or d after it",
        "--header=X-Frame | --header X-Frame: there is no colon after the name of the field",
        "--header=Content-Length: 5 | --header Content-Length: 5: Content-Length belongs to a"
            + " connection",
        "--header=/x/ | --header /x/: there is no field after the path",
      })
  void refused(String argument, String message) {
    assertEquals(ExitCode.WRONG_ARGUMENTS, run(argument, "--check", folder.toString()), err());
    assertTrue(err().contains("httpd: " + message), err());
    assertTrue(err().contains("\n  hint: "), err());
  }

  @Test
  @DisplayName("F-100 an option that no target uses is told")
  void unused() {
    assertEquals(
        ExitCode.STOPPED, run("--spa", "--watch", "--cache=.js=1d", "--check", "text:x"), err());
    assertTrue(err().contains("--watch has no effect: no target is a handler file"), err());
    assertTrue(err().contains("--spa has no effect: no target is a directory of files"), err());
    assertTrue(err().contains("--cache has no effect: no target is a file"), err());
  }
}
