package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.option.ColorChoice;
import httpd.cli.output.TextStyle;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When there is colour, and where. */
class ColorTest extends CommandTest {

  @ParameterizedTest(name = "C-27: {0} {1} terminal {2}")
  @CsvSource({
    "AUTO, '', true, COLOURED",
    "AUTO, '', false, PLAIN",
    "AUTO, 'NO_COLOR=1', true, PLAIN",
    "AUTO, 'NO_COLOR=', true, COLOURED",
    "AUTO, 'FORCE_COLOR=1', false, COLOURED",
    "AUTO, 'FORCE_COLOR=', false, PLAIN",
    "AUTO, 'NO_COLOR=1 FORCE_COLOR=1', true, PLAIN",
    "AUTO, 'TERM=dumb', true, PLAIN",
    "AUTO, 'TERM=xterm', true, COLOURED",
    "AUTO, 'TERM=dumb FORCE_COLOR=1', true, COLOURED",
    "ALWAYS, 'NO_COLOR=1 TERM=dumb', false, COLOURED",
    "NEVER, 'FORCE_COLOR=1', true, PLAIN",
  })
  void choice(ColorChoice choice, String variables, boolean terminal, TextStyle expected) {
    Map<String, String> environment =
        Stream.of(variables.split(" "))
            .filter(variable -> !variable.isEmpty())
            .map(variable -> variable.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    assertEquals(expected, TextStyle.of(choice, terminal, environment));
  }

  @Test
  @DisplayName("C-28 the word before an error is coloured, and the address")
  void where() {
    run(() -> {}, true, "--prot");
    assertTrue(err().startsWith("\u001b[1;31mhttpd:\u001b[0m unknown option --prot\n"), err());
    assertEquals(2, err().chars().filter(c -> c == '\u001b').count());
    run(() -> {}, true, "-p", "0", "text:x");
    assertTrue(
        err().matches("(?s).*httpd: listening on \u001b\\[1mhttp://\\S+/\u001b\\[0m\n.*"), err());
    assertEquals(4, err().chars().filter(c -> c == '\u001b').count());
  }

  @Test
  @DisplayName("C-27 --color counts for errors of other options too")
  void errors() {
    run(() -> {}, true, "--color", "never", "--prot");
    assertTrue(err().startsWith("httpd: unknown option"), err());
  }
}
