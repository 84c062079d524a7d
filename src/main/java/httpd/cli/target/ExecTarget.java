package httpd.cli.target;

import httpd.Handler;
import httpd.exec.Command;
import httpd.exec.Commands;
import httpd.exec.ExecHandler;
import httpd.exec.RunSettings;
import httpd.line.LineSource;
import httpd.live.LiveLinesHandler;
import httpd.live.Presentation;
import httpd.live.WebSocketHandler;
import httpd.live.WebSocketHandler.Input;
import httpd.route.TargetException;
import java.util.Set;
import java.util.regex.Pattern;

/** The output of a shell command, {@code [stderr+][pty+]exec:COMMAND}. */
record ExecTarget(String command, RunSettings settings, Presentation presentation)
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
    return new ExecTarget(rest, RunSettings.DEFAULT, Presentation.DEFAULT);
  }

  ExecTarget with(RunSettings settings) {
    return new ExecTarget(command, settings, presentation);
  }

  @Override
  public ExecTarget shown(Presentation presentation) {
    return new ExecTarget(command, settings, presentation);
  }

  @Override
  public RouteTarget with(TargetSettings all) {
    var target = (ExecTarget) ShareableTarget.super.with(all);
    return target.with(all.ofCommands(settings));
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
    return Command.shell(command, name(), settings);
  }

  @Override
  public boolean runsCommands() {
    return true;
  }

  @Override
  public Handler withWebSockets(Handler handler, boolean writable) {
    return new WebSocketHandler(handler, writable ? Input.STANDARD_INPUT : Input.NONE);
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
    return named(name());
  }

  private String name() {
    return (settings.showsErrors() ? "stderr+" : "")
        + (settings.terminal() ? "pty+" : "")
        + "exec:"
        + command;
  }
}
