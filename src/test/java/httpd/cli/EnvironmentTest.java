package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options from variables. */
class EnvironmentTest extends CommandTest {

  @Test
  @DisplayName("C-23 every option that can be set has a variable, named as it is")
  void everyOption() {
    var settable = OptionParser.settable(Options.commandLine().getCommandSpec());
    var names = settable.stream().map(OptionParser::variable).toList();
    assertTrue(names.contains("HTTPD_PORT") && names.contains("HTTPD_LOG_FILE"), names.toString());
    for (var name : new String[] {"HELP", "VERSION", "CHECK", "COMPLETION", "MAN"}) {
      assertTrue(!names.contains("HTTPD_" + name), name);
    }
  }

  @Test
  @DisplayName("C-23 a variable counts, one that asks for help or has no value does not")
  void counts() {
    environment.put("HTTPD_PORT", "0");
    environment.put("HTTPD_BIND", "");
    environment.put("HTTPD_HELP", "true");
    environment.put("HTTPD_SERVICE_HOST", "unknown");
    assertEquals(ExitCode.STOPPED, run(() -> {}, false, "text:x"));
    assertTrue(err().startsWith("httpd: listening on http://127.0.0.1:"), err());
  }

  @Test
  @DisplayName(
      "C-23 the command line wins over a variable, and an @FILE does; it may then be wrong")
  void overruled() throws Exception {
    var site = Files.writeString(folder.resolve("site"), "--bind=127.0.0.1\n");
    environment.put("HTTPD_PORT", "tcp://10.0.0.1:80");
    environment.put("HTTPD_BIND", "192.0.2.1");
    assertEquals(ExitCode.STOPPED, run(() -> {}, false, "@" + site, "-p", "0", "text:x"));
    assertTrue(err().startsWith("httpd: listening on http://127.0.0.1:"), err());
  }

  @ParameterizedTest(name = "C-24: {0}={1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTPD_PORT     | tcp://h:1 | HTTPD_PORT=tcp://h:1: a port is a number from 0 to 65535"
            + " | --port 8080 is usual, --port 0 takes a free one",
        "HTTPD_LOG      | jsno | HTTPD_LOG=jsno: it is one of text, json, combined, off"
            + " | did you mean json?",
        "HTTPD_COLOR    | pink | HTTPD_COLOR=pink: it is one of auto, always, never"
            + " | httpd --help says what it takes",
        "HTTPD_BIND     | no such | HTTPD_BIND=no such: no such address"
            + " | write an address, as 127.0.0.1, 0.0.0.0 or ::1",
        "HTTPD_LOG_FILE | ~/none/a.log | HTTPD_LOG_FILE=~/none/a.log: there is no folder ~/none"
            + " | make it, or name a file in one that is there",
      })
  void aWrongValueNamesTheVariable(String name, String value, String what, String hint) {
    environment.put(name, inFolder(value));
    assertEquals(ExitCode.WRONG_ARGUMENTS, run("text:x"));
    assertEquals(inFolder("httpd: %s\n  hint: %s\n".formatted(what, hint)), err());
  }
}
