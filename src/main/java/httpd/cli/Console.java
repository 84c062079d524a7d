package httpd.cli;

import java.io.PrintStream;
import java.net.URI;

/**
 * What the program says to a person or a script. Standard output has only what was asked for; all
 * else goes to standard error.
 *
 * @param out standard output
 * @param err standard error
 * @param terminal whether a person reads standard error
 */
record Console(PrintStream out, PrintStream err, boolean terminal) {

  /** The one of the process; the launcher says whether it is a terminal. */
  static Console ofTheProcess() {
    return new Console(System.out, System.err, Boolean.getBoolean("httpd.tty"));
  }

  /** An error in two lines. */
  void error(CommandException e) {
    err.println("httpd: " + oneLine(e.what()));
    err.println("  hint: " + oneLine(e.hint()));
    err.flush();
  }

  /** What happens while it serves: whole lines, without the last line feed. */
  void message(String lines) {
    err.println(lines);
    err.flush();
  }

  /** The line that scripts wait for; a person also gets the routes and how to stop. */
  void ready(URI uri, boolean loopback, String routes) {
    err.println("httpd: listening on " + uri);
    if (terminal) {
      routes.lines().forEach(route -> err.println("  " + route));
      err.println(
          loopback
              ? "Only this machine can connect; --bind 0.0.0.0 opens it. Ctrl-C stops."
              : "Ctrl-C stops.");
    }
    err.flush();
  }

  /** Arguments may have line feeds in them; an error has two lines all the same. */
  private static String oneLine(String text) {
    return text.replace("\r", "\\r").replace("\n", "\\n");
  }
}
