package httpd.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The colours of the access log. */
class TextStyleTest {

  @ParameterizedTest(name = "C-28 the colour of status {0} is {1}")
  @CsvSource({"101, 36", "200, 32", "304, 36", "404, 33", "500, 31", "503, 31"})
  void colourOfStatus(int status, int colour) {
    var text = Integer.toString(status);
    var coloured = TextStyle.COLOURED.status(status, text);
    assertEquals("\u001b[" + colour + "m" + text + "\u001b[0m", coloured);
    assertEquals(text, TextStyle.PLAIN.status(status, text));
  }

  @ParameterizedTest(name = "C-28 an aborted request has no colour: {0}")
  @CsvSource({"-", "aborted"})
  void noStatus(String text) {
    assertEquals(text, TextStyle.COLOURED.status(0, text));
  }
}
