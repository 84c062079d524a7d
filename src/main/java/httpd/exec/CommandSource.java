package httpd.exec;

import httpd.exec.cgi.CgiHead;
import httpd.exec.posix.Child;
import httpd.limit.StreamMemory;
import httpd.line.Insight;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
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
 * {@link CommandRun} has these two states.
 *
 * <p>A {@link LineQueue} hands over the lines; everything else belongs to the thread of {@link
 * Commands#pipes}, so there is no lock. The start, which waits for the new process, and the end,
 * which waits for the old ones, have virtual threads.
 */
final class CommandSource implements LineSource {

  /** How lines of standard error end in the queue: no line of the output ends so. */
  static final Line.Ending OF_ERRORS = Line.Ending.CR;

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

  /** Completes with the head that a CGI program prints; fails if the program prints none. */
  private final CompletableFuture<CgiHead> head = new CompletableFuture<>();

  /** Completes when the command runs, or when it is known that it will not. */
  private final CompletableFuture<@Nullable Void> starting = new CompletableFuture<>();

  /** The number of its process; 0 before that is known. */
  private volatile long process;

  private volatile int exitStatus = -1;

  /** The owner's own: the type of the line polled last. */
  private @Nullable String eventType;

  // Of the loop's thread.
  private @Nullable CommandRun run;
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
    run = new CommandRun(this, commands, child);
    process = child.process().pid();
    starting.complete(null);
    if (closed) {
      run.over();
    }
    run.start();
  }

  /** Ends without a failure. */
  void end(int status) {
    exitStatus = status;
    queue.end();
    beginning.complete(null);
  }

  /** Notes the status of a command that has exited by itself and failed. */
  void exited(int status) {
    exitStatus = status;
  }

  void lineCame() {
    beginning.complete(null);
  }

  Command command() {
    return command;
  }

  CommandEnvironment environment() {
    return environment;
  }

  LineSource body() {
    return body;
  }

  String tag() {
    return tag;
  }

  LineQueue queue() {
    return queue;
  }

  private void closeRun() {
    closed = true;
    if (run != null) {
      run.over();
    }
  }

  /** Ends with a failure. */
  void fail(Throwable cause) {
    queue.fail(cause);
    beginning.completeExceptionally(cause);
    head.completeExceptionally(cause);
    starting.complete(null);
  }
}
