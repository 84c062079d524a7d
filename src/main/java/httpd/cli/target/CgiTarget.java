package httpd.cli.target;

import httpd.Handler;
import httpd.exec.CgiHandler;
import httpd.exec.Command;
import httpd.exec.LocalSite;
import httpd.exec.OutputForm;
import httpd.exec.RunSettings;
import java.util.concurrent.atomic.AtomicReference;

/** The response that a shell command prints, {@code cgi+exec:COMMAND}. */
record CgiTarget(String command, RunSettings settings, LocalSite site) implements ProgramTarget {

  CgiTarget(ExecTarget exec) {
    this(
        exec.command(),
        exec.settings().with(OutputForm.CGI),
        new LocalSite(new AtomicReference<>()));
  }

  @Override
  public RouteTarget with(TargetSettings all) {
    return new CgiTarget(command, all.ofCommands(settings), new LocalSite(all.site()));
  }

  @Override
  public Handler open() {
    return new CgiHandler(Command.shell(command, toString(), settings), site);
  }

  @Override
  public String toString() {
    return "cgi+exec:" + command;
  }
}
