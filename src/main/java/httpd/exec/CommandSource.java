package httpd.exec;

import httpd.SourceFailedException;
import httpd.exec.posix.Child;
import httpd.limit.StreamMemory;
import httpd.line.Insight;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The output of one run of a command: lines, and pieces of a line where the command pauses.
 *
 * <pre>
 *        first poll             started               exit known, output ended
 *   NEW ───────────► STARTING ─────────► RUNNING ────────────────────────────────► OVER: End if the
 *    │                  │                   │                                       status is 0,
 *    │ close()          │ cannot start      │ close(), request body failed         else Failed
 *    └────► CLOSED      └──► Failed         └──────────► OVER
 * </pre>
 *
 * <p>OVER: what is left of the process group is ended, then our ends of the pipes are closed.
 *
 * <p>A {@link LineQueue} hands over the lines; everything else belongs to the thread of {@link
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

  /** Completes when it is known how the answer begins. */
  private final CompletableFuture<@Nullable Void> beginning = new CompletableFuture<>();

  /** Completes when the command runs, or when it is known that it will not. */
  private final CompletableFuture<@Nullable Void> starting = new CompletableFuture<>();

  /** The number of its process; 0 before that is known. */
  private volatile long process;

  // Of the loop's thread.
  private @Nullable Run run;
  private boolean closed;

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
   * Starts the command at the first call.
   *
   * @return completes with the first line or a clean end; fails if the command fails before
   */
  CompletableFuture<@Nullable Void> begin() {
    if (begun.compareAndSet(false, true)) {
      Thread.ofVirtual().name("httpd-exec-start").start(this::start);
    }
    return beginning;
  }

  /** Completes when the command runs, or cannot. */
  CompletableFuture<@Nullable Void> starting() {
    return starting;
  }

  @Override
  public Insight insight() {
    return new Insight(-1, null, process);
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
      var child = commands.start(command, environment);
      commands.pipes().execute(() -> adopt(child));
    } catch (IOException | RuntimeException | Error e) {
      body.close();
      fail(
          e instanceof TooManyCommandsException
              ? e
              : new IOException(command + ": " + e.getMessage(), e));
    }
  }

  private void adopt(Child child) {
    run = new Run(child);
    process = child.process().pid();
    starting.complete(null);
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
    starting.complete(null);
  }

  /** The states RUNNING and OVER. */
  private final class Run implements OutputReader.Listener {

    private final Child child;
    private final OutputReader output;
    private final InputFeed input;
    private final StderrReader errors;
    private int status = -1;
    private boolean outputEnded;
    private boolean over;

    Run(Child child) {
      this.child = child;
      output = new OutputReader(commands.pipes(), child.output(), queue, this);
      input =
          new InputFeed(
              commands.pipes(), child.input(), environment.lines(), body, this::bodyFailed);
      errors =
          new StderrReader(commands.errors(), child.errors(), tag + " #" + child.process().pid());
    }

    void start() {
      output.start();
      input.start();
      commands.errors().execute(errors::start);
      child
          .process()
          .onExit()
          .thenAccept(process -> commands.pipes().execute(() -> exited(process.exitValue())));
    }

    /** Ends what still runs; every end goes through here. */
    void over() {
      if (!over) {
        over = true;
        child.group().terminate();
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

    /** Standard input stays open, so that the command does not take a failure for the end. */
    private void bodyFailed(Throwable cause) {
      var why = new SourceFailedException(cause); // Tells it from a failure of the command.
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
      commands.end(child.group());
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
