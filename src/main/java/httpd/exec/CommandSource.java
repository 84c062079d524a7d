package httpd.exec;

import httpd.SourceFailedException;
import httpd.limit.StreamMemory;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a command prints: lines, and a line in pieces where the command pauses within it.
 *
 * <pre>
 *        first poll             started               exit known, output ended
 *   NEW ───────────► STARTING ─────────► RUNNING ────────────────────────────────► OVER: End if the
 *    │                  │                   │                                       status is 0,
 *    │ close()          │ cannot start      │ close(), request body broken          else Failed
 *    └────► CLOSED      └──► Failed         └──────────► OVER
 * </pre>
 *
 * <p>OVER: what is left of the process group is ended, then our ends of the pipes are closed.
 *
 * <p>Lines are handed over in a {@link LineQueue}; everything else is the thread's of {@link
 * Commands#pipes}, so there is no lock. The start, which waits for the new process, and the end,
 * which waits for the old ones, have virtual threads.
 */
final class CommandSource implements LineSource {

  private final Commands commands;
  private final Command command;
  private final CommandEnvironment environment;
  private final LineSource body;
  private final String tag;
  private final LineQueue queue = new LineQueue(StreamMemory.ofTheProcess());
  private final AtomicBoolean begun = new AtomicBoolean();

  /** Done when it is known how the answer begins. */
  private final CompletableFuture<@Nullable Void> beginning = new CompletableFuture<>();

  // The loop's own.
  private @Nullable Run run;
  private boolean closed;

  /**
   * A source that has not begun.
   *
   * @param body fed to standard input; closed when nobody reads it any more
   * @param tag what its lines in the log begin with; the id of its process follows
   */
  CommandSource(
      Commands commands,
      Command command,
      CommandEnvironment environment,
      LineSource body,
      String tag) {
    this.commands = commands;
    this.command = command;
    this.environment = environment;
    this.body = body;
    this.tag = tag;
  }

  @Override
  public Poll poll(Runnable wake) {
    begin();
    return queue.poll(wake);
  }

  /**
   * Starts the command, if nobody has.
   *
   * @return done when there is a line or a clean end; failed when it has failed before
   */
  CompletableFuture<@Nullable Void> begin() {
    if (begun.compareAndSet(false, true)) {
      Thread.ofVirtual().name("httpd-exec-start").start(this::start);
    }
    return beginning;
  }

  @Override
  public void close() {
    queue.close();
    if (begun.getAndSet(true)) {
      commands.pipes().execute(this::closeRun);
    } else {
      body.close();
    }
  }

  private void start() {
    try {
      var started = commands.start(command, environment);
      commands.pipes().execute(() -> adopt(started));
    } catch (IOException | RuntimeException | Error e) {
      body.close();
      fail(
          e instanceof TooManyCommandsException
              ? e
              : new IOException(command + ": " + e.getMessage(), e));
    }
  }

  private void adopt(Commands.Started started) {
    run = new Run(started);
    if (closed) {
      run.over();
    }
    run.start();
  }

  private void closeRun() {
    closed = true;
    if (run != null) {
      run.over();
    }
  }

  private void fail(Throwable cause) {
    queue.fail(cause);
    beginning.completeExceptionally(cause);
  }

  /** RUNNING and OVER. */
  private final class Run implements OutputReader.Listener {

    private final Commands.Started started;
    private final OutputReader output;
    private final InputFeed input;
    private final StderrReader errors;
    private int status = -1;
    private boolean outputEnded;
    private boolean over;

    Run(Commands.Started started) {
      this.started = started;
      var child = started.child();
      output = new OutputReader(commands.pipes(), child.output(), queue, this);
      input =
          new InputFeed(
              commands.pipes(), child.input(), environment.lines(), body, this::bodyBroken);
      errors =
          new StderrReader(commands.errors(), child.errors(), tag + " #" + child.process().pid());
    }

    void start() {
      output.start();
      input.start();
      commands.errors().execute(errors::start);
      started
          .child()
          .process()
          .onExit()
          .thenAccept(process -> commands.pipes().execute(() -> exited(process.exitValue())));
    }

    /** Ends whatever still runs; the one way out. */
    void over() {
      if (!over) {
        over = true;
        started.group().terminate();
        Thread.ofVirtual().name("httpd-exec-end").start(this::end);
      }
    }

    @Override
    public void lineCame() {
      beginning.complete(null);
    }

    @Override
    public void outputEnded() {
      outputEnded = true;
      finishIfDone();
    }

    private void exited(int status) {
      this.status = status;
      input.close();
      finishIfDone();
    }

    /** The command is never shown an end of input that is none. */
    private void bodyBroken(Throwable cause) {
      var why = new SourceFailedException(cause); // Tells it from what the command itself has done.
      fail(new IOException(command + ": ended, since the request body broke off", why));
      over();
    }

    private void finishIfDone() {
      if (status < 0 || !outputEnded) {
        return;
      }
      if (status == 0) {
        queue.end();
        beginning.complete(null);
        over();
      } else {
        commands.errors().execute(() -> failWith(errors.finish()));
      }
    }

    private void failWith(String lastWords) {
      fail(new CommandFailedException(command, status, lastWords));
      commands.pipes().execute(this::over);
    }

    private void end() {
      commands.end(started.group());
      commands.errors().execute(errors::finish);
      commands
          .pipes()
          .execute(() -> {
            output.close();
            input.close();
          });
    }
  }
}
