package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.ExitCode;
import httpd.cli.option.ClassPath;
import httpd.cli.option.Options;
import httpd.cli.target.TargetKinds;
import httpd.testing.Installed;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script for the shell, read by the shell. */
class CompletionIT extends CommandTest {

  @BeforeEach
  void moreFiles() throws Exception {
    Files.createFile(folder.resolve("a file.txt"));
  }

  /** What a shell offers for a line whose last word is being typed. */
  private List<String> offered(String shell, String line) throws Exception {
    Installed.require(shell);
    assertEquals(ExitCode.STOPPED, run("--completion", shell));
    var script = Files.writeString(folder.resolve(".completion"), out());
    var ask =
        """
        source "$1" || exit
        COMP_LINE=$2 COMP_POINT=${#2}
        COMP_WORDBREAKS=$' \\t\\n"\\'@><=;|&(:'
        _httpd
        for reply in "${COMPREPLY[@]}"; do printf '%s\\n' "$reply"; done
        """;
    // As bashcompinit calls a function.
    var asZshDoes = ask.replace("_httpd\n", "emulate sh -o kshglob +o shglob -c _httpd\n");
    var command =
        shell.equals("bash")
            ? List.of("bash", "--norc", "-c", ask, shell, script.toString(), line)
            : List.of("zsh", "-f", "-c", asZshDoes, shell, script.toString(), line);
    var process = new ProcessBuilder(command).directory(folder.toFile()).start();
    process.getOutputStream().close();
    try (var output = process.inputReader();
        var errors = process.errorReader()) {
      var replies = output.lines().filter(reply -> !reply.isEmpty()).sorted().toList();
      assertEquals(List.of(), errors.lines().toList(), "on standard error");
      assertEquals(0, process.waitFor());
      return replies;
    }
  }

  @ParameterizedTest(name = "C-26: {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "httpd --po              | --port",
        "httpd --log             | --log --log-file --login",
        "httpd -p 0 --l          | --last --limit --log --log-file --login",
        "httpd --log j           | json",
        "httpd --log=            | combined json off text",
        "httpd --completion      | bash zsh",
        "httpd --log-file ap     | app.log",
        "httpd --class-path su   | sub/",
        "httpd --log-file=su     | sub/",
        "httpd --auth ap         | app.log",
        "httpd --limit id        | idle-time=",
        "httpd --limit=room      | room-memory= rooms=",
        "httpd --port 80         | \"\"",
        "httpd ap                | app.log",
        "httpd a\\               | a\\ file.txt app.log",
        "httpd ta                | tail:",
        "httpd ps                | ps",
        "httpd sto               | stop",
        "httpd /x=t              | tail: text:",
        "httpd GET:/x=He         | Hello.java",
        "httpd /x=tail:ap        | app.log",
        "httpd tail:sub          | sub/",
        "httpd @ap               | @app.log",
      })
  void bash(String line, String expected) throws Exception {
    var typed = line.equals("httpd a\\") ? "httpd a" : line;
    var asked = List.of("httpd --completion").contains(typed) ? typed + " " : typed;
    assertEquals(expected, String.join(" ", offered("bash", asked)));
  }

  @ParameterizedTest(name = "C-26: {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "httpd --po              | --port",
        "httpd --log j           | json",
        "httpd --log=j           | --log=json",
        "httpd ta                | tail:",
        "httpd a                 | a file.txt app.log",
        "httpd /x=tail:ap        | /x=tail:app.log",
        "httpd @ap               | @app.log",
      })
  void zsh(String line, String expected) throws Exception {
    assertEquals(expected, String.join(" ", offered("zsh", line)));
  }

  @Test
  @DisplayName("C-26 every kind and every option is offered")
  void complete() throws Exception {
    try (var kinds = TargetKinds.load(ClassPath.EMPTY)) {
      var words = kinds.names().stream().map(kind -> kind + ":").toList();
      assertTrue(offered("bash", "httpd ").containsAll(words));
    }
    var options = offered("bash", "httpd -");
    for (var option : Options.commandLine().getCommandSpec().options()) {
      assertTrue(options.contains(option.longestName()), option.longestName());
    }
  }
}
