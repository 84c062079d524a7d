package httpd.cli.target;

import httpd.Handler;
import httpd.exec.Command;
import httpd.exec.Commands;
import httpd.exec.ExecHandler;
import httpd.line.LineSource;
import httpd.live.LiveLinesHandler;
import httpd.live.Presentation;
import httpd.route.TargetException;
import java.util.Set;
import java.util.regex.Pattern;

/** The output of a shell command, {@code exec:COMMAND} or {@code pty+exec:COMMAND}. */
record ExecTarget(String command, boolean terminal, Presentation presentation)
    implements ShareableTarget {

  private static final Pattern PROGRAM = Pattern.compile("[\\w.+-]++");

  public static final class Kind extends BuiltInKind {
    public Kind() {
      super(
          "exec",
          "exec:COMMAND",
          "lines that a shell command prints, run for each client",
          ExecTarget::read);
    }
  }

  private static ExecTarget read(String rest) throws TargetException {
    if (rest.isBlank()) {
      throw TargetException.wrong(
          "exec: needs a command", "write exec:COMMAND, as 'exec:vmstat 1'");
    }
    return new ExecTarget(rest, false, Presentation.DEFAULT);
  }

  ExecTarget onTerminal() {
    return new ExecTarget(command, true, presentation);
  }

  @Override
  public ExecTarget shown(Presentation presentation) {
    return new ExecTarget(command, terminal, presentation);
  }

  @Override
  public Handler open() {
    return new LiveLinesHandler(new ExecHandler(shellCommand()), presentation);
  }

  @Override
  public LineSource openShared() {
    return Commands.ofTheProcess().open(shellCommand());
  }

  Command shellCommand() {
    return Command.shell(command, terminal);
  }

  @Override
  public boolean runsCommands() {
    return true;
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET", "POST");
  }

  /** {@inheritDoc} The first word without its directory: others may be secret. */
  @Override
  public String source() {
    for (var word : command.strip().split("\\s+")) {
      if (word.indexOf('=') <= 0) { // Others set a variable of the command.
        var program = word.substring(word.lastIndexOf('/') + 1);
        return PROGRAM.matcher(program).matches() ? program : "";
      }
    }
    return "";
  }

  @Override
  public String toString() {
    return named((terminal ? "pty+exec:" : "exec:") + command);
  }
}
