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
 * What the program says to a person or a script. Standard output has only what was asked for and
 * the access log; all else goes to standard error.
 *
 * @param out standard output
 * @param log standard output for the access log, whose writer is to learn of errors
 * @param err standard error
 * @param outTerminal whether a person reads standard output
 * @param terminal whether a person reads standard error
 * @param outStyle how the access log looks there
 * @param style how standard error looks
 */
public record Console(
    PrintStream out,
    OutputStream log,
    PrintStream err,
    boolean outTerminal,
    boolean terminal,
    TextStyle outStyle,
    TextStyle style) {

  /** The one of the process, plain; the launcher says which streams are terminals. */
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

  /** An error in two lines, whatever is in the arguments, or the compiler's own. */
  public void error(CommandException e) {
    if (e.hint() == null) {
      err.println(LogText.lines(e.what()));
    } else {
      err.println(style.error("httpd:") + " " + LogText.of(e.what()));
      err.println("  hint: " + LogText.of(e.hint()));
    }
    err.flush();
  }

  /** What happens while it serves: whole lines, without the last line feed. */
  public void message(String lines) {
    err.println(LogText.lines(lines));
    err.flush();
  }

  /** The line that scripts wait for; a person also gets the routes and how to stop. */
  public void ready(ServerUrl reach, String routes) {
    err.println("httpd: listening on " + style.url(reach.url().toString()) + reach.extent());
    if (terminal) {
      routes.lines().forEach(route -> err.println("  " + LogText.of(route)));
      err.println(
          reach.thisMachineOnly()
              ? "Only this machine can connect; --bind 0.0.0.0 opens it. Ctrl-C stops."
              : "Other machines can connect. Ctrl-C stops.");
    }
    err.flush();
  }

  /** Something that a person should know, and that is no error. */
  public void note(String note) {
    err.println("httpd: " + LogText.of(note));
    err.flush();
  }

  /** Something that may be a mistake, and its remedy. */
  public void warning(String warning) {
    note("warning: " + warning);
  }
}
