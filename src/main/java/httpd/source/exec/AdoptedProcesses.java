package httpd.source.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Reaps the processes that the kernel gives to the first process of a container when their parents
 * have ended: without a wait they would stay as zombies, and their ids with them.
 *
 * <pre>
 *   a zombie child ──► is the JDK waiting for it? ── yes ──► left to the JDK
 *                           │ no, in two looks one after the other
 *                           └────────────────────────────► reaped
 * </pre>
 *
 * <p>The exit status of a command that the JDK has started is the JDK's: its thread waits for that
 * process alone, and is named after it. It may start a moment after the process; hence two looks.
 */
public final class AdoptedProcesses implements AutoCloseable {

  /** A process as it cannot come again: its id, and when it was started. */
  private record Child(int id, String started) {}

  private static final Path PROC = Path.of("/proc");
  private static final int LOOK_SECONDS = 1;

  // Fields of proc_pid_stat(5), counted from the one after the name.
  private static final int STATE = 0;
  private static final int PARENT = 1;
  private static final int STARTED = 19;

  private final String parent = Long.toString(ProcessHandle.current().pid());
  private volatile boolean closed;
  private Set<Child> zombies = Set.of(); // Of the last look; looks do not overlap.

  private AdoptedProcesses() {}

  /** Starts to look, if this is the first process; otherwise there is nothing to reap. */
  public static AdoptedProcesses reap() {
    var adopted = new AdoptedProcesses();
    if (adopted.parent.equals("1")) {
      adopted.lookLater();
    }
    return adopted;
  }

  private void lookLater() {
    ForkJoinPool.commonPool().schedule(this::look, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    if (closed) {
      return;
    }
    var now = zombies();
    if (!now.isEmpty()) {
      now.removeIf(child -> isAwaited(child.id()));
    }
    for (var child : now) {
      if (zombies.contains(child)) {
        Libc.reapChild(child.id());
      }
    }
    zombies = now;
    lookLater();
  }

  private Set<Child> zombies() {
    var found = new HashSet<Child>();
    try (var processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (var process : processes) {
        addZombie(process, found);
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      found.clear();
    }
    return found;
  }

  private void addZombie(Path process, Set<Child> found) {
    try {
      var line = Files.readString(process.resolve("stat"), ISO_8859_1);
      var fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
      if (fields[STATE].equals("Z") && fields[PARENT].equals(parent)) {
        found.add(new Child(Integer.parseInt(process.getFileName().toString()), fields[STARTED]));
      }
    } catch (IOException hasGoneMeanwhile) {
      // It was not a zombie of ours.
    }
  }

  /** Whether a thread of the JDK waits for this process. */
  private static boolean isAwaited(int id) {
    var group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    var threads = new Thread[2 * group.activeCount()];
    var name = "process reaper (pid " + id + ")";
    return Stream.of(threads)
        .limit(group.enumerate(threads))
        .anyMatch(thread -> thread.getName().equals(name));
  }

  /** Looks no more. */
  @Override
  public void close() {
    closed = true;
  }
}
