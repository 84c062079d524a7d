package httpd.exec;

import httpd.SourceFailedException;
import httpd.exec.cgi.CgiHead;
import httpd.exec.cgi.CgiHeadException;
import httpd.exec.posix.Child;
import httpd.exec.posix.PollLoop;
import httpd.limit.StreamMemory;
import httpd.line.Insight;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.log.LogText;
import httpd.line.log.ServerLog;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The output of one run of a command: lines, and pieces of a line where the command pauses, or what
 * else its {@link RunSettings} say.
 *
 * <pre>
 *        first poll             started               exit known, output ended
 *   NEW ───────────► STARTING ─────────► RUNNING ────────────────────────────────► OVER: End if the
 *    │                  │                   │                                       status is 0,
 *    │ close()          │ cannot start      │ close(), time is over, request body  else Failed
 *    └────► CLOSED      └──► Failed         │ failed, head of CGI refused
 *                                           └──────────► OVER
 * </pre>
 *
 * <p>OVER: what is left of the process group is ended, then our ends of the pipes are closed.
 *
 * <p>A {@link LineQueue} hands over the lines; everything else belongs to the thread of {@link
 * Commands#pipes}, so there is no lock. The start, which waits for the new process, and the end,
 * which waits for the old ones, have virtual threads.
 */
final class CommandSource implements LineSource {

  /** How lines of standard error end in the queue: no line of the output ends so. */
  static final Line.Ending OF_ERRORS = Line.Ending.CR;

  private static final System.Logger LOG = ServerLog.ofServer();

  private static final String STDERR = "stderr";

  private final Commands commands;
  private final Command command;
  private final CommandEnvironment environment;
  private final LineSource body;
  private final String tag;
  private final LineQueue queue = new LineQueue(StreamMemory.ofTheProcess());
  private final AtomicBoolean begun = new AtomicBoolean();

  /** Completes when it is known how the answer begins. */
  private final CompletableFuture<@Nullable Void> beginning = new CompletableFuture<>();

  /** Completes with the head that a CGI program prints; fails if there is none. */
  private final CompletableFuture<CgiHead> head = new CompletableFuture<>();

  /** Completes when the command runs, or when it is known that it will not. */
  private final CompletableFuture<@Nullable Void> starting = new CompletableFuture<>();

  /** The number of its process; 0 before that is known. */
  private volatile long process;

  private volatile int exitStatus = -1;

  /** The owner's own: the type of the line polled last. */
  private @Nullable String eventType;

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
    var poll = queue.poll(wake);
    eventType = null;
    if (poll instanceof Line(var content, var ending) && ending == OF_ERRORS) {
      eventType = STDERR;
      return new Line(content, Line.Ending.LF);
    }
    return poll;
  }

  @Override
  public @Nullable String eventType() {
    return eventType;
  }

  @Override
  public int exitStatus() {
    return exitStatus;
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

  /** Completes with the head of the response that the command prints, if it is a CGI program. */
  CompletableFuture<CgiHead> head() {
    return head;
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
    head.completeExceptionally(cause);
    starting.complete(null);
  }

  /** The states RUNNING and OVER. */
  private final class Run implements OutputReader.Listener, CgiCutter.Listener {

    private final PollLoop pipes = commands.pipes();
    private final Child child;
    private final OutputReader output;
    private final InputFeed input;
    private final RunErrors errors;
    private PollLoop.@Nullable Alarm alarm;
    private @Nullable CgiHeadException missingHead;
    private int status = -1;
    private boolean outputEnded;
    private boolean over;

    Run(Child child) {
      this.child = child;
      var settings = command.settings();
      output = new OutputReader(pipes, child.output(), queue, this, this::cutter);
      input = new InputFeed(pipes, child.input(), environment.lines(), body, this::bodyFailed);
      errors =
          settings.showsErrors()
              ? new RunErrors.Shown(pipes, child.errors(), queue, this)
              : new RunErrors.Logged(commands.errors(), pipes, child, tag);
    }

    private OutputCutter cutter(OutputReader reader) {
      return switch (command.settings().output()) {
        case LINES -> reader.lines();
        case WHOLE_LINES -> reader.wholeLines(Line.Ending.LF);
        case BYTES -> reader.bytes();
        case CGI ->
            new CgiCutter(
                commands.headLimit(),
                this,
                // Between lines the server can add a heartbeat.
                came -> CgiAnswer.isEventStream(came) ? reader.lines() : reader.bytes());
      };
    }

    void start() {
      output.start();
      input.start();
      errors.start();
      long nanos = command.settings().timeout().toNanos();
      if (nanos > 0 && !over) {
        alarm = pipes.after(nanos, this::timeIsOver);
      }
      child
          .process()
          .onExit()
          .thenAccept(process -> pipes.execute(() -> exited(process.exitValue())));
    }

    /** Ends what still runs; every end goes through here. */
    void over() {
      if (!over) {
        over = true;
        if (alarm != null) {
          pipes.cancel(alarm);
        }
        child.group().terminate();
        Thread.ofVirtual().name("httpd-exec-end").start(this::end);
      }
    }

    @Override
    public void lineCame() {
      beginning.complete(null);
    }

    @Override
    public void roomAgain() {
      output.readOn();
      errors.readOn();
    }

    @Override
    public void headCame(CgiHead came) {
      head.complete(came);
    }

    /** Output that is over too early is judged when the exit status is known. */
    @Override
    public void headRefused(CgiHeadException why, boolean ended) {
      if (ended) {
        missingHead = why;
      } else {
        errors.finish(lastWords -> failWith(new CgiFailedException(command, why, lastWords)));
      }
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

    private void timeIsOver() {
      fail(new CommandTimeoutException(command));
      over();
    }

    private void finishIfDone() {
      if (status < 0 || !outputEnded || over) {
        return;
      }
      if (missingHead == null && (status == 0 || endsBadly())) {
        errors.finishShown();
        exitStatus = status;
        queue.end();
        beginning.complete(null);
        over();
      } else {
        errors.finish(lastWords -> failWith(failure(lastWords)));
      }
    }

    /**
     * Whether the program has exited with an error after the head of its response, which is
     * complete then: such a response may tell of the error. One that a signal has ended is not.
     */
    private boolean endsBadly() {
      boolean ends = head.isDone() && !CommandFailedException.isSignal(status);
      if (ends) {
        errors.finish(lastWords ->
            LOG.log(
                System.Logger.Level.WARNING,
                tag
                    + ": "
                    + LogText.of(new CommandFailedException(command, status, lastWords).said())));
      }
      return ends;
    }

    private IOException failure(String lastWords) {
      return status == 0 && missingHead != null
          ? new CgiFailedException(command, missingHead, lastWords)
          : new CommandFailedException(command, status, lastWords);
    }

    /** On the thread of the pipes. */
    private void failWith(IOException failure) {
      if (failure instanceof CommandFailedException) {
        exitStatus = status;
      }
      fail(failure);
      over();
    }

    private void end() {
      commands.end(child.group());
      errors.close();
      pipes.execute(() -> {
        output.close();
        input.close();
      });
    }
  }
}
