package httpd.exec;

import httpd.HttpException;
import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.limit.Limits;
import httpd.line.LineSource;
import httpd.line.ListSource;
import httpd.line.log.ServerLog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The commands that run, with what they share: the threads that read their pipes, the guard, and
 * the cap. Whatever ends the process takes them with it: a shutdown hook when it exits in order,
 * the guard when it is killed.
 */
public final class Commands {

  private static final System.Logger LOG = ServerLog.ofOperator();

  private static final class OfTheProcess {
    private static final Commands COMMANDS = new Commands();
  }

  /** Started with the first command or route: who has none has no thread for them. */
  private static final class Loops {
    private static final PollLoop PIPES = PollLoop.start("httpd-exec");
    private static final PollLoop ERRORS = PollLoop.start("httpd-exec-log");
  }

  private static final OrphanReaper GUARD = new OrphanReaper();

  /** Those that run, each with the limit that it has taken a place of. */
  private final Map<ProcessGroup, Limit> groups = new ConcurrentHashMap<>();

  private final AtomicInteger running = new AtomicInteger();
  private final AtomicBoolean hooked = new AtomicBoolean();
  private volatile boolean stopping;
  private final Supplier<Limits> limits;

  Commands() {
    this(Limits::ofTheProcess);
  }

  /** Under limits that are asked for each time. */
  Commands(Supplier<Limits> limits) {
    this.limits = limits;
  }

  /** The one that all share. */
  public static Commands ofTheProcess() {
    return OfTheProcess.COMMANDS;
  }

  /**
   * What a program prints, with the server's own environment and nothing to read.
   *
   * @throws HttpException 503 if as many run as may
   */
  public LineSource open(Command command) {
    var limit = limit();
    if (limit.isFull()) {
      limit.reached(() -> "refused " + command.name());
      throw new HttpException(503, "Too many commands are running");
    }
    return new CommandSource(
        this, command, CommandEnvironment.OWN, new ListSource(List.of()), command.name());
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
  Started start(Command command, CommandEnvironment environment) throws IOException {
    var limit = takePlace(command);
    try {
      if (hooked.compareAndSet(false, true)) {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "httpd-exec-stop"));
      }
      var child = Child.start(command, environment);
      var group = new ProcessGroup(child.process());
      groups.put(group, limit);
      protect(group);
      if (stopping) {
        group.terminate(); // The hook may have looked before it was there.
      }
      return new Started(child, group);
    } catch (IOException | RuntimeException e) {
      giveBack(limit);
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
      var limit = groups.remove(group);
      GUARD.remove(group.id());
      if (limit != null) {
        giveBack(limit);
      }
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

  private Limit limit() {
    return limits.get().of(Bound.COMMANDS);
  }

  private Limit takePlace(Command command) throws IOException {
    var limit = limit();
    if (!limit.take(() -> "refused " + command.name())) {
      throw new TooManyCommandsException(limit.most());
    }
    running.incrementAndGet();
    if (stopping) {
      giveBack(limit);
      throw new IOException("the program is stopping");
    }
    return limit;
  }

  private void giveBack(Limit limit) {
    running.decrementAndGet();
    limit.release(1);
  }

  /** Nothing survives an exit: all are asked at once, and killed if they have not gone in time. */
  private void stop() {
    stopping = true;
    groups.keySet().forEach(ProcessGroup::terminate);
    awaitAll(ProcessGroup.GRACE);
    groups.keySet().forEach(ProcessGroup::kill);
    awaitAll(ProcessGroup.LAST_WAIT);
  }

  private void awaitAll(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      for (var group : groups.keySet()) {
        group.waitUntilGone(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
