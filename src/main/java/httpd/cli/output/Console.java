package httpd.cli.output;

import httpd.cli.error.CommandException;
import httpd.cli.option.ColorChoice;
import httpd.line.log.LogText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * The standard streams. Standard output gets only requested texts and the access log; all other
 * messages go to standard error.
 *
 * @param log standard output for the access log, which reports errors of writing
 * @param outTerminal whether standard output is a terminal
 * @param terminal whether standard error is a terminal
 */
public record Console(
    PrintStream out,
    OutputStream log,
    PrintStream err,
    boolean outTerminal,
    boolean terminal,
    TextStyle outStyle,
    TextStyle style) {

  /** Returns the streams of the process, without colour. */
  public static Console ofTheProcess() {
    return new Console(
        System.out,
        new FileOutputStream(FileDescriptor.out),
        System.err,
        Boolean.getBoolean("httpd.tty.out"),
        Boolean.getBoolean("httpd.tty"),
        TextStyle.PLAIN,
        TextStyle.PLAIN);
  }

  /** Whether standard output is the descriptor of the process, as it is except in a test. */
  public boolean isOfTheProcess() {
    return log instanceof FileOutputStream;
  }

  public Console in(ColorChoice color, Map<String, String> environment) {
    return new Console(
        out,
        log,
        err,
        outTerminal,
        terminal,
        TextStyle.of(color, outTerminal, environment),
        TextStyle.of(color, terminal, environment));
  }

  public void print(String text) {
    out.print(text);
    out.flush();
  }

  /** Prints an error in two lines, or the compiler's own lines. */
  public void error(CommandException e) {
    if (e.hint() == null) {
      err.println(LogText.lines(e.what()));
    } else {
      err.println(style.error("httpd:") + " " + LogText.of(e.what()));
      err.println("  hint: " + LogText.of(e.hint()));
    }
    err.flush();
  }

  /** Prints whole lines; the last has no line feed. */
  public void message(String lines) {
    err.println(LogText.lines(lines));
    err.flush();
  }

  /** Prints the ready line; on a terminal, also the routes and how to stop. */
  public void ready(ServerUrl reach, String routes) {
    err.println("httpd: listening on " + style.url(reach.url()) + reach.extent());
    if (terminal) {
      routes.lines().forEach(route -> err.println("  " + LogText.of(route)));
      err.println(
          reach.thisMachineOnly()
              ? "Only this machine can connect; --bind 0.0.0.0 opens it. Ctrl-C stops."
              : "Other machines can connect. Ctrl-C stops.");
    }
    err.flush();
  }

  public void note(String note) {
    err.println("httpd: " + LogText.of(note));
    err.flush();
  }

  /** Prints a likely mistake and its remedy. */
  public void warning(String warning) {
    note("warning: " + warning);
  }
}
