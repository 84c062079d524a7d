package httpd.exec;

import httpd.Body;
import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.line.log.LogText;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a command for each request, and answers with its output. The request is its environment and
 * its standard input, never part of the command.
 *
 * <p>The head waits for the first line, the end or the failure, so that a command that fails at
 * once is a 500. It waits at most for {@link #PATIENCE} after the command has started.
 */
public final class ExecHandler implements Handler {

  /** How long the head waits for a silent command that runs. */
  static final Duration PATIENCE = Duration.ofMillis(30);

  /** How long the head waits for a command to run: a busy machine is not a silent command. */
  private static final long START_MILLIS = 500;

  private final Commands commands;
  private final Command command;
  private final Duration patience;

  public ExecHandler(Command command) {
    this(Commands.ofTheProcess(), command, PATIENCE);
    commands.prepare();
  }

  ExecHandler(Commands commands, Command command, Duration patience) {
    this.commands = commands;
    this.command = command;
    this.patience = patience;
  }

  @Override
  public Response handle(Request request) throws Exception {
    request.body().asPieces(); // The command gets the bytes, not lines.
    var asked = LogText.request(request.method(), request.path());
    var variables = CgiVariables.of(request, CgiScript.ofRoute(request, command.settings()));
    var source = new CommandSource(commands, command, variables, request.body(), asked);
    if (!request.method().equals("HEAD")) { // HEAD runs nothing.
      awaitBeginning(source, asked);
    }
    return new Response(200, ExitTrailer.announced(request), new Body.Lines(source));
  }

  private void awaitBeginning(CommandSource source, String asked) throws Exception {
    var beginning = source.begin();
    try {
      source.starting().get(START_MILLIS, TimeUnit.MILLISECONDS);
      beginning.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException silent) {
      return;
    } catch (ExecutionException e) {
      source.close();
      throw FailedRun.ofLines(e, asked);
    } catch (InterruptedException clientHasGone) {
      source.close();
      throw clientHasGone;
    }
  }

  @Override
  public String toString() {
    return command.name();
  }
}
