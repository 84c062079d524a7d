package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.ExitCode;
import httpd.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The access log as the command line asks for it. */
class RequestLogTest extends CommandTest {

  /** Serves a text, and has a client ask for this path. */
  private void serve(String path, boolean terminal, String... options) {
    var arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("--port=0", "/a=text:x"));
    var code = run(() -> get(path), terminal, arguments.toArray(String[]::new));
    assertEquals(ExitCode.STOPPED, code, err());
  }

  private void get(String path) {
    try (var client = new RawClient(address())) {
      client.get(path).readHead();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest(name = "G-25: {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--log=text | .* #[0-9]+ 127\\.0\\.0\\.1 GET /a 200 1 byte in .*, completed\n",
        "--color=auto | .* #[0-9]+ 127\\.0\\.0\\.1 GET /a 200 1 byte in .*, completed\n",
        "--log=json | \\{\"time\":.*\"target\":\"/a\".*\\}\n",
        "--log=JSON | \\{\"time\":.*\"target\":\"/a\".*\\}\n",
        "--log=combined | 127\\.0\\.0\\.1 - - \\[.*\\] \"GET /a HTTP/1\\.1\" 200 1 \"-\" \"-\"\n",
        "--log=off | -",
      })
  void formats(String option, String expected) {
    serve("/a", false, option);
    assertTrue(out().matches(expected.equals("-") ? "" : expected.stripTrailing() + "\n"), out());
  }

  @Test
  @DisplayName("G-24, G-20 a file is made or added to, and has every line before the end")
  void file() throws Exception {
    var file = Files.writeString(folder.resolve("access.log"), "before\n");
    serve("/a", true, "--log=combined", "--color=always", "--log-file=" + file);
    serve("/b", true, "--color=always", "--log-file=" + folder.resolve("new.log"));
    assertEquals(2, Files.readAllLines(file).size());
    var line = Files.readString(folder.resolve("new.log"));
    assertTrue(line.matches(".* GET /b 404 [0-9]+ bytes .*\n"), line);
    assertEquals("", out());
  }

  @Test
  @DisplayName("G-24 without a log no file is made")
  void off() {
    serve("/a", false, "--log=off", "--log-file=" + folder.resolve("new.log"));
    assertTrue(!Files.exists(folder.resolve("new.log")));
  }

  @ParameterizedTest(name = "G-23: {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "~/none/a.log | there is no directory ~/none | create it, or name a file in a"
            + " directory that exists",
        "~/sub        | it is a directory            | name a file in it",
      })
  void cannotBeOpened(String file, String why, String hint) {
    assertEquals(ExitCode.WRONG_ARGUMENTS, run("--port=0", "--log-file", inFolder(file), "text:x"));
    assertEquals(
        inFolder("httpd: --log-file %s: %s\n  hint: %s\n".formatted(file, why, hint)), err());
  }

  @ParameterizedTest(name = "C-20: {0}")
  @CsvSource({"--log=tetx, text", "--log=jason, json", "--log=none, off", "--log=xml, ''"})
  void wrongFormat(String option, String near) {
    assertEquals(ExitCode.WRONG_ARGUMENTS, run(option, "text:x"));
    var hint = near.isEmpty() ? "httpd --help says what it takes" : "did you mean " + near + "?";
    assertEquals(
        "httpd: %s: it is one of text, json, combined, off\n  hint: %s\n"
            .formatted(option.replace('=', ' '), hint),
        err());
  }

  @Test
  @DisplayName("C-28 on a terminal the status has the colour of its class, and nothing else")
  void coloured() {
    serve("/a", true);
    serve("/b", true);
    var lines = out().lines().toList();
    assertTrue(lines.getFirst().contains(" GET /a \u001b[32m200\u001b[0m 1 byte in "), out());
    assertTrue(lines.getLast().contains(" GET /b \u001b[33m404\u001b[0m "), out());
    assertEquals(4, out().chars().filter(c -> c == '\u001b').count());
  }

  @Test
  @DisplayName("C-28 other formats are never coloured")
  void plain() {
    serve("/a", true, "--color=always", "--log=json");
    serve("/a", true, "--color=always", "--log=combined");
    assertEquals(-1, out().indexOf('\u001b'));
  }
}
