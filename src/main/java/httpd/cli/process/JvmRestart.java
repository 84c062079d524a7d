package httpd.cli.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpd.exec.posix.ThisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Restarts the JVM, as the same process, if its locale or its descriptors are unsuitable. The
 * launcher starts it correctly; {@code java -jar} may not:
 *
 * <pre>
 *   launcher ──── LC_ALL=C.UTF-8, -Dhttpd.restore=LC_ALL=C ────► RESTORED ──► the program
 *                                                                   ▲
 *   java -jar ──┬── a locale without UTF-8, a closed descriptor ────┘ exec
 *               └── neither ───────────────────────────────────────────────► the program
 * </pre>
 *
 * <p>The JVM takes the encoding of file names, arguments and variables from the locale before any
 * of our code runs, and no option sets it. A file that the JVM opens takes the number of a standard
 * descriptor that is closed.
 */
public final class JvmRestart {

  /** {@code NAME=VALUE} or {@code NAME}: a variable that was changed for the JVM alone. */
  private static final String RESTORE = "httpd.restore";

  private static final String LOCALE = "LC_ALL";
  private static final String UTF_8_LOCALE = "C.UTF-8";
  private static final Path PROCESS = Path.of("/proc/self");

  private JvmRestart() {}

  /** Restores the environment or restarts; must run before any other code reads the environment. */
  public static void putRight(Class<?> main) {
    var restore = System.getProperty(RESTORE);
    if (restore != null) {
      int cut = restore.indexOf('=');
      ThisProcess.setVariable(
          cut < 0 ? restore : restore.substring(0, cut),
          cut < 0 ? null : restore.substring(cut + 1));
    }
    var closed = OpenDescriptors.closedAtStart();
    boolean wrongLocale = restore == null && !readsUtf8();
    if ((wrongLocale || !closed.isEmpty()) && isOwnProcess(main)) {
      startAgain(wrongLocale, closed);
    }
  }

  /** The fault that a restart cannot remove, and its remedy. */
  public static Optional<String> warning() {
    return readsUtf8()
        ? Optional.empty()
        : Optional.of(
            "no locale with UTF-8 is installed: names that are not ASCII are not found; set LC_ALL"
                + " to a locale with UTF-8 (see locale -a)");
  }

  private static boolean readsUtf8() {
    return "UTF-8".equals(System.getProperty("sun.jnu.encoding"));
  }

  /** Whether the JVM itself has called the program. */
  private static boolean isOwnProcess(Class<?> main) {
    var stack = Thread.currentThread().getStackTrace();
    return stack[stack.length - 1].getClassName().equals(main.getName());
  }

  private static void startAgain(boolean wrongLocale, List<Integer> closed) {
    var before = System.getenv(LOCALE);
    try {
      var program = PROCESS.resolve("exe").toRealPath().toString();
      var arguments = arguments();
      if (arguments.stream().anyMatch(JvmRestart::isDebugger)) {
        return; // Its address is in use, so a second JVM could not have it.
      }
      if (wrongLocale) {
        var restore = "-D" + RESTORE + "=" + LOCALE + (before == null ? "" : "=" + before);
        arguments.add(1, restore.getBytes(ISO_8859_1));
        ThisProcess.setVariable(LOCALE, UTF_8_LOCALE);
      }
      ThisProcess.become(program, arguments, closed, OpenDescriptors.ofTheJvm());
      ThisProcess.setVariable(LOCALE, before);
    } catch (IOException | UnsupportedOperationException unknown) {
      // The program continues in this JVM; warning() reports it.
    }
  }

  private static boolean isDebugger(byte[] argument) {
    return new String(argument, ISO_8859_1).startsWith("-agentlib:jdwp");
  }

  /** The arguments of this process, as bytes: each ends with a NUL. */
  private static List<byte[]> arguments() throws IOException {
    var all = Files.readAllBytes(PROCESS.resolve("cmdline"));
    var arguments = new ArrayList<byte[]>();
    int start = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == 0) {
        arguments.add(Arrays.copyOfRange(all, start, i));
        start = i + 1;
      }
    }
    return arguments;
  }
}
