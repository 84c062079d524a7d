package httpd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.ExitCode;
import httpd.cli.option.OptionParser;
import httpd.cli.option.Options;
import httpd.testing.Installed;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The page in the manual. */
class ManPageIT extends CommandTest {

  @BeforeEach
  void ask() {
    assertEquals(ExitCode.STOPPED, run("--man"));
  }

  @Test
  @DisplayName("C-26 it begins with title and name, and has the sections of a manual in ASCII")
  void structure() {
    assertTrue(
        out().startsWith(".TH HTTPD 1\n.SH NAME\nhttpd \\- "),
        out().lines().limit(3).toList() + "");
    for (var section :
        List.of("SYNOPSIS", "DESCRIPTION", "EXAMPLES", "WHAT", "LISTEN", "RUN", "ENVIRONMENT")) {
      assertTrue(out().contains("\n.SH " + section + "\n"), section);
    }
    assertTrue(out().chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 127)));
  }

  @Test
  @DisplayName("C-26 it has every word of --help, every option as a paragraph, and every variable")
  void complete() {
    var spec = Options.commandLine().getCommandSpec();
    for (var option : spec.options()) {
      var name = option.longestName().replace("-", "\\-");
      assertTrue(out().matches("(?s).*\n\\.TP\n\\.B [^\n]*\\Q" + name + "\\E\\b.*"), name);
    }
    for (var option : OptionParser.settable(spec)) {
      assertTrue(out().contains("\n.B " + OptionParser.variable(option) + "\n"));
    }
    var man = out();
    run("--help");
    var help = out().substring(man.length());
    var plain = man.replace("\\-", "-").replace("\\(aq", "'").replace("\\e", "\\");
    for (var word : help.split("\\s+")) {
      var stripped =
          word.replaceAll("^(Usage|Try|is|one|of):?$|:$", "").toUpperCase(java.util.Locale.ROOT);
      assertTrue(plain.toUpperCase(java.util.Locale.ROOT).contains(stripped), word);
    }
  }

  @Test
  @DisplayName("C-26 groff reads it without a warning")
  void groff() throws Exception {
    var read = read("groff", "-man", "-Tascii", "-ww", "-z");
    assertEquals("", read);
    assertTrue(read("groff", "-man", "-Tascii", "-P-cbou").contains("NAME"));
  }

  @Test
  @DisplayName("C-26 mandoc reads it without a warning")
  void mandoc() throws Exception {
    var said = read("mandoc", "-man", "-Tlint", "-Wwarning").lines();
    // The page has no date, since it comes from the program that is run.
    assertEquals(List.of(), said.filter(line -> !line.contains("missing date")).toList());
  }

  /** What a program prints of the page, its errors too. */
  private String read(String... command) throws Exception {
    Installed.require(command[0]);
    var page = Files.writeString(folder.resolve("httpd.1"), out());
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectInput(page.toFile()).start();
    try (var output = process.getInputStream()) {
      var read = new String(output.readAllBytes(), UTF_8);
      process.waitFor();
      return read;
    }
  }
}
