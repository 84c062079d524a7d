package httpd.exec;

import httpd.HttpException;
import httpd.exec.posix.Child;
import httpd.exec.posix.OrphanReaper;
import httpd.exec.posix.PollLoop;
import httpd.exec.posix.ProcessGroup;
import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.limit.Limits;
import httpd.line.LineSource;
import httpd.line.ListSource;
import httpd.line.log.ServerLog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The running commands and what they share: the threads that read their pipes, the limit, and the
 * process that ends them if this one is killed. A shutdown hook ends them if this one exits.
 */
public final class Commands {

  private static final System.Logger LOG = ServerLog.ofOperator();

  private static final class OfTheProcess {
    private static final Commands COMMANDS = new Commands();
  }

  /** Loaded with the first command or {@code exec:} route, so that others start no thread. */
  private static final class Loops {
    private static final PollLoop PIPES = PollLoop.start("httpd-exec");
    private static final PollLoop ERRORS = PollLoop.start("httpd-exec-log");
  }

  private static final OrphanReaper ORPHANS = new OrphanReaper();

  /** One command, and the limit of which it holds a place. */
  private record Held(Command command, Instant began, Limit limit) {}

  /** The running groups. */
  private final Map<ProcessGroup, Held> groups = new ConcurrentHashMap<>();

  private final AtomicBoolean hooked = new AtomicBoolean();
  private volatile boolean stopping;
  private final Supplier<Limits> limits;

  Commands() {
    this(Limits::ofTheProcess);
  }

  Commands(Supplier<Limits> limits) {
    this.limits = limits;
  }

  public static Commands ofTheProcess() {
    return OfTheProcess.COMMANDS;
  }

  /**
   * Makes a source of what a program prints, with the server's own environment and empty input.
   *
   * @throws HttpException 503 if the limit is reached
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

  /** Starts in the background what the first command would have to wait for. */
  void prepare() {
    Thread.ofVirtual()
        .name("httpd-exec-start")
        .start(() -> {
          pipes().execute(() -> {});
          errors().execute(() -> {});
        });
  }

  int running() {
    return (int) limit().held();
  }

  /** Returns those that run, in no order. */
  public List<RunningCommand> list() {
    return groups.entrySet().stream()
        .map(each ->
            new RunningCommand(
                each.getKey().id(), each.getValue().command.name(), each.getValue().began))
        .toList();
  }

  PollLoop pipes() {
    return Loops.PIPES;
  }

  PollLoop errors() {
    return Loops.ERRORS;
  }

  /**
   * Starts a command; the caller must call {@link #end}.
   *
   * @throws TooManyCommandsException if the limit is reached
   */
  Child start(Command command, CommandEnvironment environment) throws IOException {
    var limit = takePlace(command);
    try {
      if (hooked.compareAndSet(false, true)) {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "httpd-exec-stop"));
      }
      var arguments = environment.command(command.arguments());
      var run = command.settings();
      var child = Child.start(arguments, run.terminal(), run.directory(), environment::applyTo);
      groups.put(child.group(), new Held(command, Instant.now(), limit));
      protect(child.group());
      if (stopping) {
        child.group().terminate(); // The hook may have run before the group was there.
      }
      return child;
    } catch (IOException | RuntimeException e) {
      limit.release(1);
      throw e;
    }
  }

  /** Ends what is left of a group; waits for that, at most three seconds. */
  void end(ProcessGroup group) {
    try {
      group.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      group.kill();
    } finally {
      var held = groups.remove(group);
      ORPHANS.remove(group.id());
      if (held != null) {
        held.limit.release(1);
      }
    }
  }

  /** A command that is not protected runs, but survives a server that is killed. */
  private void protect(ProcessGroup group) {
    try {
      ORPHANS.add(group.id());
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the guard of commands cannot be started: " + e);
    }
  }

  /** Bounds the head that a CGI program prints. */
  Limit headLimit() {
    return limits.get().of(Bound.CGI_HEAD);
  }

  private Limit limit() {
    return limits.get().of(Bound.COMMANDS);
  }

  private Limit takePlace(Command command) throws IOException {
    var limit = limit();
    if (!limit.take(() -> "refused " + command.name())) {
      throw new TooManyCommandsException(limit.most());
    }
    if (stopping) {
      limit.release(1);
      throw new IOException("the program is stopping");
    }
    return limit;
  }

  /** Terminates all groups at once, and kills those that have not ended in time. */
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
