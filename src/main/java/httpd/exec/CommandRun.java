package httpd.exec;

import httpd.SourceFailedException;
import httpd.exec.cgi.CgiHead;
import httpd.exec.cgi.CgiHeadException;
import httpd.exec.posix.Child;
import httpd.exec.posix.PollLoop;
import httpd.exec.posix.ProcessGroup;
import httpd.line.Line;
import httpd.line.log.LogText;
import httpd.line.log.ServerLog;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The process of a {@link CommandSource}: its states RUNNING and OVER. Everything is called on the
 * thread of {@link Commands#pipes}.
 */
final class CommandRun implements OutputReader.Listener, CgiCutter.Listener {

  private static final System.Logger LOG = ServerLog.ofServer();

  private final CommandSource source;
  private final Commands commands;
  private final Command command;
  private final PollLoop pipes;
  private final Child child;
  private final OutputReader output;
  private final InputFeed input;
  private final RunErrors errors;
  private PollLoop.@Nullable Alarm alarm;
  private PollLoop.@Nullable Alarm lateExit;
  private @Nullable CgiHeadException missingHead;
  private int status = -1;
  private boolean outputEnded;
  private boolean over;

  CommandRun(CommandSource source, Commands commands, Child child) {
    this.source = source;
    this.commands = commands;
    this.command = source.command();
    this.pipes = commands.pipes();
    this.child = child;
    var queue = source.queue();
    var settings = command.settings();
    output = new OutputReader(pipes, child.output(), queue, this, this::cutter);
    input =
        new InputFeed(
            pipes, child.input(), source.environment().lines(), source.body(), this::bodyFailed);
    errors =
        settings.showsErrors()
            ? new RunErrors.Shown(pipes, child.errors(), queue, this)
            : new RunErrors.Logged(commands.errors(), pipes, child, source.tag());
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
      cancel(alarm);
      cancel(lateExit);
      child.group().terminate();
      Thread.ofVirtual().name("httpd-exec-end").start(this::end);
    }
  }

  private void cancel(PollLoop.@Nullable Alarm set) {
    if (set != null) {
      pipes.cancel(set);
    }
  }

  @Override
  public void lineCame() {
    source.lineCame();
  }

  @Override
  public void roomAgain() {
    output.readOn();
    errors.readOn();
  }

  @Override
  public void headCame(CgiHead came) {
    source.head().complete(came);
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
    if (status < 0 && !over && endsWithOutput()) {
      lateExit = pipes.after(ProcessGroup.GRACE.toNanos(), this::outlivesOutput);
    }
  }

  /** Whether the client waits for nothing else: not for work after a response without a body. */
  private boolean endsWithOutput() {
    var head = source.head();
    return missingHead != null
        || (head.isDone() && !head.isCompletedExceptionally() && head.join().isFollowedByBody());
  }

  /** A program has closed its output and runs on, which its response does not wait for. */
  private void outlivesOutput() {
    if (over || status >= 0 || child.group().leaderHasExited()) {
      return; // Its status comes.
    }
    LOG.log(
        System.Logger.Level.WARNING,
        source.tag() + ": " + command + " ran on after it had closed its output, and was ended");
    var noHead = missingHead;
    if (noHead == null) {
      source.end(-1);
      over();
    } else {
      errors.finish(lastWords -> failWith(new CgiFailedException(command, noHead, lastWords)));
    }
  }

  private void exited(int status) {
    this.status = status;
    input.close();
    finishIfDone();
  }

  /** Standard input stays open, so that the command does not take a failure for the end. */
  private void bodyFailed(Throwable cause) {
    var why = new SourceFailedException(cause); // Tells it from a failure of the command.
    source.fail(new IOException(command + ": ended, since the request body broke off", why));
    over();
  }

  private void timeIsOver() {
    source.fail(new CommandTimeoutException(command));
    over();
  }

  private void finishIfDone() {
    if (status < 0 || !outputEnded || over) {
      return;
    }
    if (missingHead == null && (status == 0 || endsBadly())) {
      errors.finishShown(() -> {
        source.end(status);
        over();
      });
    } else {
      errors.finish(lastWords -> failWith(failure(lastWords)));
    }
  }

  /**
   * Whether the program has exited with an error after the head of its response, which is complete
   * then: such a response may tell of the error. One that a signal has ended is not.
   */
  private boolean endsBadly() {
    boolean ends = source.head().isDone() && !CommandFailedException.isSignal(status);
    if (ends) {
      errors.finish(lastWords ->
          LOG.log(
              System.Logger.Level.WARNING,
              source.tag()
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
      source.exited(status);
    }
    source.fail(failure);
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
