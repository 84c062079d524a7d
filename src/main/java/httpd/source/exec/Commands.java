package httpd.source.exec;

import httpd.line.LineSource;
import httpd.line.ListSource;
import httpd.line.ServerLog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The commands that run, with what they share: the threads that read their pipes, the guard, and
 * the cap. Whatever ends the process takes them with it: a shutdown hook when it exits in order,
 * the guard when it is killed.
 */
public final class Commands {

  /**
   * Commands at once unless another cap is set. Each is a process or more, three descriptors and a
   * thread of the JDK that waits for its exit; what it costs beside that only its user knows.
   */
  public static final int DEFAULT_LIMIT = 256;

  private static final System.Logger LOG = ServerLog.ofOperator();

  private static final class OfTheProcess {
    private static final Commands COMMANDS = new Commands();
  }

  /** Started with the first command or route: who has none has no thread for them. */
  private static final class Loops {
    private static final PollLoop PIPES = PollLoop.start("httpd-exec");
    private static final PollLoop ERRORS = PollLoop.start("httpd-exec-log");
  }

  private static final Guard GUARD = new Guard();

  private final Set<ProcessGroup> groups = ConcurrentHashMap.newKeySet();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicBoolean hooked = new AtomicBoolean();
  private volatile int limit = DEFAULT_LIMIT;
  private volatile boolean stopping;

  Commands() {}

  /** The one that all share. */
  public static Commands ofTheProcess() {
    return OfTheProcess.COMMANDS;
  }

  /** Sets how many may run at once; those that run are left alone. */
  public void limitTo(int commands) {
    limit = commands;
  }

  /** What a program prints, with the server's own environment and nothing to read. */
  public LineSource open(Command command) {
    return new CommandSource(
        this, command, System.getenv(), new ListSource(List.of()), command.name());
  }

  /** Makes ready what the first command would have to wait for, without waiting for it here. */
  void prepare() {
    Thread.ofVirtual()
        .name("httpd-exec-start")
        .start(() -> {
          pipes().execute(() -> {});
          errors().execute(() -> {});
        });
  }

  /** How many run, those that are being ended included. */
  int running() {
    return running.get();
  }

  PollLoop pipes() {
    return Loops.PIPES;
  }

  PollLoop errors() {
    return Loops.ERRORS;
  }

  /**
   * Starts a command; the caller owes an {@link #end}.
   *
   * @throws TooManyCommandsException if as many run as may
   */
  Started start(Command command, Map<String, String> environment) throws IOException {
    takePlace();
    try {
      if (hooked.compareAndSet(false, true)) {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "httpd-exec-stop"));
      }
      var child = Child.start(command, environment);
      var group = new ProcessGroup(child.process());
      groups.add(group);
      protect(group);
      if (stopping) {
        group.terminate(); // The hook may have looked before it was there.
      }
      return new Started(child, group);
    } catch (IOException | RuntimeException e) {
      running.decrementAndGet();
      throw e;
    }
  }

  /** A command that runs. */
  record Started(Child child, ProcessGroup group) {}

  /** Ends what is left of a command's group; waits for that, at most three seconds. */
  void end(ProcessGroup group) {
    try {
      group.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      group.kill();
    } finally {
      groups.remove(group);
      GUARD.remove(group.id());
      running.decrementAndGet();
    }
  }

  /** Without the guard it still runs, but a server that is killed would leave it behind. */
  private void protect(ProcessGroup group) {
    try {
      GUARD.add(group.id());
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the guard of commands cannot be started: " + e);
    }
  }

  private void takePlace() throws IOException {
    if (running.incrementAndGet() > limit) {
      running.decrementAndGet();
      throw new TooManyCommandsException(limit);
    }
    if (stopping) {
      running.decrementAndGet();
      throw new IOException("the program is stopping");
    }
  }

  /** Nothing survives an exit: all are asked at once, and killed if they have not gone in time. */
  private void stop() {
    stopping = true;
    groups.forEach(ProcessGroup::terminate);
    awaitAll(ProcessGroup.GRACE);
    groups.forEach(ProcessGroup::kill);
    awaitAll(ProcessGroup.LAST_WAIT);
  }

  private void awaitAll(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      for (var group : groups) {
        group.waitUntilGone(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
