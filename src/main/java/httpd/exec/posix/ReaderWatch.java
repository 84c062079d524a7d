package httpd.exec.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Waits for the end of what reads a descriptor of this process, such as the next program of a pipe,
 * also while nothing is written.
 *
 * <p>The thread, {@code httpd-output}, is in a system call that nothing else ends: it is a daemon
 * and lives as long as the process.
 */
public final class ReaderWatch {

  /** What {@code poll} reports without being asked: an error, a hang-up. */
  private static final int GONE = 8 | 16;

  private static final int POLLFD_SIZE = 8;
  private static final int RETURNED_EVENTS = 6;

  private ReaderWatch() {}

  /** Runs a task when it has gone; a file has no such end. */
  public static void whenGone(int descriptor, Runnable task) {
    Thread.ofPlatform().daemon().name("httpd-output").start(() -> await(descriptor, task));
  }

  private static void await(int descriptor, Runnable task) {
    try (var arena = Arena.ofConfined()) {
      var question = arena.allocate(POLLFD_SIZE, POLLFD_SIZE);
      question.set(JAVA_INT, 0, descriptor);
      if (isGone(question)) {
        task.run();
      }
    }
  }

  private static boolean isGone(MemorySegment question) {
    while (true) {
      int ready = Libc.poll(question, 1, -1);
      int events = question.get(JAVA_SHORT, RETURNED_EVENTS);
      if (ready > 0) {
        return (events & GONE) != 0;
      }
      if (ready < 0 && ready != -Libc.EINTR) {
        return false; // It cannot be watched: a write will fail.
      }
    }
  }
}
