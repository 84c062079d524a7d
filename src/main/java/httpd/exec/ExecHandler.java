package httpd.exec;

import httpd.Body;
import httpd.Handler;
import httpd.Headers;
import httpd.Request;
import httpd.Response;
import httpd.SourceFailedException;
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

  private static final String RETRY_AFTER_SECONDS = "5";

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
    var source =
        new CommandSource(
            commands,
            command,
            CgiVariables.of(request),
            request.body(),
            LogText.request(request.method(), request.path()));
    if (!request.method().equals("HEAD")) { // HEAD runs nothing.
      try {
        awaitBeginning(source);
      } catch (TooManyCommandsException e) {
        return Response.text("Too many commands are running\n")
            .withStatus(503)
            .withHeader("Retry-After", RETRY_AFTER_SECONDS);
      }
    }
    return new Response(200, Headers.EMPTY, new Body.Lines(source));
  }

  private void awaitBeginning(CommandSource source) throws Exception {
    var beginning = source.begin();
    try {
      source.starting().get(START_MILLIS, TimeUnit.MILLISECONDS);
      beginning.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException silent) {
      return;
    } catch (ExecutionException e) {
      source.close();
      throw failure(e);
    } catch (InterruptedException clientHasGone) {
      source.close();
      throw clientHasGone;
    }
  }

  /** Answers 400 and the like for an invalid request body, although the command failed by it. */
  private static Exception failure(ExecutionException ofBeginning) {
    if (!(ofBeginning.getCause() instanceof Exception failure)) {
      return ofBeginning;
    }
    return failure.getCause() instanceof SourceFailedException ofTheBody ? ofTheBody : failure;
  }

  @Override
  public String toString() {
    return command.name();
  }
}
