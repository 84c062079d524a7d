package httpd.cli.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;

/**
 * Standard input as a terminal that can stop to show what is typed, by {@code stty}: the console of
 * the JDK needs standard output to be a terminal as well.
 */
public final class HiddenInput {

  private HiddenInput() {}

  /** What is done while the terminal hides its input. */
  public interface Action {
    byte[] run() throws IOException;
  }

  /** Returns whether standard input is a terminal. */
  public static boolean isTerminal() {
    return !stty("-g").isEmpty();
  }

  /** Runs an action while the terminal does not show what is typed. */
  public static byte[] during(Action action) throws IOException {
    var before = stty("-g");
    var restore = new Thread(() -> stty(before), "httpd-terminal");
    Runtime.getRuntime().addShutdownHook(restore); // Ctrl-C leaves a usable terminal.
    try {
      stty("-echo");
      return action.run();
    } finally {
      stty(before);
      Runtime.getRuntime().removeShutdownHook(restore);
    }
  }

  /** Reads the bytes of one line, without its end. */
  public static byte[] line(InputStream input) throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (int next = input.read(); next >= 0 && next != '\n'; next = input.read()) {
      bytes.write(next);
    }
    return bytes.toByteArray();
  }

  /** Returns what {@code stty} prints; "" if standard input is not a terminal. */
  private static String stty(String argument) {
    try {
      var process =
          new ProcessBuilder(List.of("stty", argument))
              .redirectInput(Redirect.INHERIT)
              .redirectError(Redirect.DISCARD)
              .start();
      var printed = new String(process.getInputStream().readAllBytes(), US_ASCII);
      return process.waitFor() == 0 ? printed.strip() : "";
    } catch (IOException noSuchProgram) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
