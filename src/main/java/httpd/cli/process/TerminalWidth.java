package httpd.cli.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Map;
import java.util.regex.Pattern;

/** How many characters a line of the terminal has. */
public final class TerminalWidth {

  private static final Pattern COLUMNS = Pattern.compile("[1-9][0-9]{0,3}");
  private static final Pattern SIZE = Pattern.compile("[0-9]+ ([1-9][0-9]{0,3})\\s*");

  private TerminalWidth() {}

  /** Returns {@code COLUMNS}, otherwise what {@code stty} tells; 0 if both are silent. */
  public static int of(Map<String, String> environment) {
    var columns = environment.getOrDefault("COLUMNS", "");
    return COLUMNS.matcher(columns).matches() ? Integer.parseInt(columns) : asked();
  }

  private static int asked() {
    try {
      var stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(Redirect.DISCARD)
              .start();
      var size = SIZE.matcher(new String(stty.getInputStream().readAllBytes(), US_ASCII));
      return size.matches() ? Integer.parseInt(size.group(1)) : 0;
    } catch (IOException noSuchCommand) {
      return 0; // Then nothing is cut.
    }
  }
}
