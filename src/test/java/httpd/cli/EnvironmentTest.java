package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.ExitCode;
import httpd.cli.option.OptionParser;
import httpd.cli.option.Options;
import java.nio.file.Files;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options from variables. */
class EnvironmentTest extends CommandTest {

  @Test
  @DisplayName("C-23 every option that can be set has a variable of the same name")
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
        "HTTPD_PORT     | 80x | HTTPD_PORT=80x: a port is a number from 0 to 65535"
            + " | --port 8080 is usual, --port 0 takes a free one",
        "HTTPD_LOG      | jsno | HTTPD_LOG=jsno: it is one of text, json, combined, off"
            + " | did you mean json?",
        "HTTPD_COLOR    | pink | HTTPD_COLOR=pink: it is one of auto, always, never"
            + " | httpd --help says what it takes",
        "HTTPD_BIND     | no such | HTTPD_BIND=no such: no such address"
            + " | write an address, as 127.0.0.1, 0.0.0.0 or ::1",
        "HTTPD_LOG_FILE | ~/none/a.log | HTTPD_LOG_FILE=~/none/a.log: there is no directory ~/none"
            + " | create it, or name a file in a directory that exists",
      })
  void aWrongValueNamesTheVariable(String name, String value, String what, String hint) {
    environment.put(name, inFolder(value));
    assertEquals(ExitCode.WRONG_ARGUMENTS, run("text:x"));
    assertEquals(inFolder("httpd: %s\n  hint: %s\n".formatted(what, hint)), err());
  }

  @ParameterizedTest(name = "C-55: HTTPD_PORT={0}")
  @ValueSource(
      strings = {
        "tcp://10.96.12.7:80",
        "udp://10.96.12.7:53",
        "sctp://10.96.12.7:9",
        "tcp://[fd00::7]:80",
        "tcp://fd00::7:80"
      })
  void whatTheEnvironmentSetsByItself(String value) {
    environment.put("HTTPD_PORT", value);
    environment.put("HTTPD_SERVICE_HOST", "10.96.12.7");
    environment.put("HTTPD_SERVICE_PORT", "80");
    environment.put("HTTPD_SERVICE_PORT_HTTP", "80");
    environment.put("HTTPD_PORT_80_TCP_ADDR", "10.96.12.7");
    environment.put("HTTPD_NAME", "/web/httpd");
    environment.put("HTTPD_ENV_PATH", "/bin");
    environment.put("HTTPD_BIND", "127.0.0.2");
    assertEquals(ExitCode.STOPPED, run("--check", "text:x"));
    var said =
        "httpd: HTTPD_PORT=%s is ignored: Kubernetes or Docker sets it for a service of that name\n"
            .formatted(value);
    assertEquals(said, err());
    assertEquals(ExitCode.FAILED, run("--bind", "192.0.2.77", "text:x"), "another option counts");
  }

  @Test
  @DisplayName(
      "C-56 an ignored variable is reported once after the ready line, unless an"
          + " option overrides it")
  void saidOnce() {
    environment.put("HTTPD_PORT", "tcp://10.96.12.7:80");
    assertEquals(ExitCode.STOPPED, run(() -> {}, false, "-p", "0", "text:x"));
    assertEquals(1, err().lines().count(), err());
  }

  @ParameterizedTest(name = "C-55: {0}={1} is the user''s mistake")
  @CsvSource({
    "HTTPD_PORT, tcp://x",
    "HTTPD_PORT, http://10.0.0.1:80",
    "HTTPD_LOG, tcp://10.0.0.1:80"
  })
  void aMistakeIsStillAnError(String name, String value) {
    environment.put(name, value);
    assertEquals(ExitCode.WRONG_ARGUMENTS, run("text:x"));
    assertTrue(err().startsWith("httpd: " + name + "=" + value + ": "), err());
  }
}
