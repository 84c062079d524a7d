package httpd.exec.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import httpd.line.log.ServerLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread that waits for many pipes, and runs a task when one of them is ready.
 *
 * <p>A blocking read of a pipe would hold a thread, and only the other end of the pipe could free
 * it. Here every descriptor is non-blocking. Everything except {@link #execute} is called on this
 * thread alone, which is a daemon and lives as long as the process.
 */
public final class PollLoop {

  private static final System.Logger LOG = ServerLog.ofServer();

  /** The most bytes that are read or written at once, and so the longest turn of a pipe. */
  public static final int BUFFER_SIZE = 64 * 1024;

  private static final long NANOS_OF_A_MILLISECOND = 1_000_000;
  private static final int POLLFD_SIZE = 8;
  private static final int EVENTS = 4;
  private static final int RETURNED_EVENTS = 6;

  private record Watch(int descriptor, short events, Runnable whenReady) {}

  /** A task that waits for a time of {@link System#nanoTime}. */
  public record Alarm(long time, Runnable task) {}

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean waking = new AtomicBoolean();
  private final int wakeReader;
  private final int wakeWriter;

  // The thread's own.
  private final Map<Integer, Watch> watches = new HashMap<>();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>((one, other) -> Long.signum(one.time - other.time));
  private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_SIZE);
  private final byte[] bytes = new byte[BUFFER_SIZE];
  private MemorySegment descriptors = Arena.ofAuto().allocate(0);

  private PollLoop(int wakeReader, int wakeWriter) {
    this.wakeReader = wakeReader;
    this.wakeWriter = wakeWriter;
  }

  public static PollLoop start(String name) {
    try {
      int[] ends = Libc.pipe();
      Libc.setNonBlocking(ends[0]);
      Libc.setNonBlocking(ends[1]);
      var loop = new PollLoop(ends[0], ends[1]);
      loop.watch(ends[0], Libc.POLLIN, loop::drainWakeUps);
      Thread.ofPlatform().daemon().name(name).start(loop::run);
      return loop;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a pipe", e);
    }
  }

  /** Runs a task on the thread, soon and in order; from any thread. */
  public void execute(Runnable task) {
    tasks.add(task);
    if (waking.compareAndSet(false, true)) {
      Libc.write(wakeWriter, buffer.asSlice(0, 1));
    }
  }

  /** Runs {@code whenReady} whenever the descriptor is ready; replaces the watch before. */
  void watch(int descriptor, short events, Runnable whenReady) {
    watches.put(descriptor, new Watch(descriptor, events, whenReady));
  }

  void unwatch(int descriptor) {
    watches.remove(descriptor);
  }

  /**
   * Runs a task on the thread after a delay, and after the pipes that are ready by then: with a
   * delay of 0, after they have been read once more.
   *
   * @return for {@link #cancel}
   */
  public Alarm after(long nanos, Runnable task) {
    var alarm = new Alarm(System.nanoTime() + nanos, task);
    alarms.add(alarm);
    return alarm;
  }

  public void cancel(Alarm alarm) {
    alarms.remove(alarm);
  }

  /** Reads into {@link #bytes}: how many bytes, 0 at the end, or an error below zero. */
  int read(int descriptor, int most) {
    int count = (int) Libc.read(descriptor, buffer.asSlice(0, most));
    if (count > 0) {
      MemorySegment.copy(buffer, JAVA_BYTE, 0, bytes, 0, count);
    }
    return count;
  }

  public byte[] bytes() {
    return bytes;
  }

  /** Writes as much as there is room for: how many bytes, or an error below zero. */
  int write(int descriptor, byte[] source, int offset) {
    int length = Math.min(BUFFER_SIZE, source.length - offset);
    MemorySegment.copy(source, offset, buffer, JAVA_BYTE, 0, length);
    return (int) Libc.write(descriptor, buffer.asSlice(0, length));
  }

  /** Survives a lack of memory, since all commands depend on it. */
  private void run() {
    while (true) {
      try {
        turn();
      } catch (OutOfMemoryError e) {
        LockSupport.parkNanos(NANOS_OF_A_MILLISECOND);
      }
    }
  }

  private void turn() {
    runTasks();
    var asked = List.copyOf(watches.values());
    int ready = Libc.poll(asQuestion(asked), asked.size(), untilAlarm());
    for (int i = 0; ready > 0 && i < asked.size(); i++) {
      if (descriptors.get(JAVA_SHORT, (long) i * POLLFD_SIZE + RETURNED_EVENTS) != 0) {
        answer(asked.get(i));
      }
    }
    ringAlarms();
  }

  /** Milliseconds, rounded up, or below zero if there is no alarm. */
  private int untilAlarm() {
    var next = alarms.peek();
    if (next == null) {
      return -1;
    }
    long nanos = Math.max(0, next.time - System.nanoTime());
    return (int)
        Math.min(Integer.MAX_VALUE, (nanos + NANOS_OF_A_MILLISECOND - 1) / NANOS_OF_A_MILLISECOND);
  }

  /** An alarm that a task sets is for the next turn, after the pipes. */
  private void ringAlarms() {
    long now = System.nanoTime();
    var due = new ArrayList<Runnable>();
    for (var next = alarms.peek(); next != null && next.time - now <= 0; next = alarms.peek()) {
      alarms.remove();
      due.add(next.task);
    }
    due.forEach(PollLoop::run);
  }

  private MemorySegment asQuestion(List<Watch> asked) {
    if (descriptors.byteSize() < (long) asked.size() * POLLFD_SIZE) {
      descriptors = Arena.ofAuto().allocate(2L * asked.size() * POLLFD_SIZE, POLLFD_SIZE);
    }
    for (int i = 0; i < asked.size(); i++) {
      long at = (long) i * POLLFD_SIZE;
      descriptors.set(JAVA_INT, at, asked.get(i).descriptor);
      descriptors.set(JAVA_SHORT, at + EVENTS, asked.get(i).events);
      descriptors.set(JAVA_SHORT, at + RETURNED_EVENTS, (short) 0);
    }
    return descriptors;
  }

  @SuppressWarnings("ReferenceEquality") // The number may be reused for another pipe.
  private void answer(Watch watch) {
    if (watches.get(watch.descriptor) == watch) {
      run(watch.whenReady);
    }
  }

  private void runTasks() {
    var now = new ArrayList<Runnable>();
    for (@Nullable Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      now.add(task);
    }
    now.forEach(PollLoop::run);
  }

  private void drainWakeUps() {
    Libc.read(wakeReader, buffer);
    waking.set(false); // Before the tasks run: execute() after that wakes the loop again.
  }

  /** A failure that concerns one pipe must not end the loop. */
  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "reading the pipe of a command failed: " + e, e);
    }
  }
}
