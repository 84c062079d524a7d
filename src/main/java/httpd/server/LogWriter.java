package httpd.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lines for a file or a pipe, written by a thread of its own, so that nobody who logs ever waits
 * for a slow disk or a full pipe.
 *
 * <pre>
 *            a line            all written
 *   RESTING ────────► WRITING ─────────────► RESTING
 *                        │ more than {@value #MOST_WAITING} wait, or {@value #MOST_CHARACTERS} characters: the
 *                        │ newest are dropped, and their number is told on standard error
 *                        │ as soon as there is room
 *      close()           │
 *   ───────────────► what waits is written, for at most {@value #CLOSE_SECONDS} s ─► CLOSED
 * </pre>
 *
 * <p>Safe for all threads. Lines are written in UTF-8, each ended by a line feed.
 */
public final class LogWriter implements AutoCloseable {

  private static final int MOST_WAITING = 64 * 1024;
  private static final int MOST_CHARACTERS = 16 * 1024 * 1024;
  private static final int CLOSE_SECONDS = 2;

  /** Where the bytes go. */
  private interface Output {
    OutputStream open() throws IOException;
  }

  private final Output output;
  private final boolean reopens;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;

  // Guarded by the lock.
  private List<String> waiting = new ArrayList<>();
  private long characters;
  private long dropped;
  private boolean reopen;
  private boolean closed;

  // The thread's own.
  private @Nullable OutputStream stream;
  private boolean failing;

  private LogWriter(Output output, boolean reopens) {
    this.output = output;
    this.reopens = reopens;
    this.thread = Thread.ofPlatform().daemon().name("httpd-log").unstarted(this::run);
  }

  /** Writes to a stream, which stays open. */
  public static LogWriter to(OutputStream stream) {
    var writer = new LogWriter(() -> stream, false);
    writer.thread.start();
    return writer;
  }

  /**
   * Appends to a file, which is made if it is not there.
   *
   * @throws IOException if it cannot be opened
   */
  public static LogWriter to(Path file) throws IOException {
    var writer = new LogWriter(() -> append(file), true);
    writer.stream = append(file);
    writer.thread.start();
    return writer;
  }

  /** Has a line written soon; never waits. */
  public void write(String line) {
    lock.lock();
    try {
      if (waiting.size() >= MOST_WAITING || characters >= MOST_CHARACTERS || closed) {
        dropped++;
      } else {
        waiting.add(line);
        characters += line.length();
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Opens the file anew before the next line, as after a rotation; a stream is left alone. */
  public void reopen() {
    lock.lock();
    try {
      reopen = reopens;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Writes what waits, then closes a file. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.join(Duration.ofSeconds(CLOSE_SECONDS))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      boolean more = true;
      while (more) {
        more = writeNext();
      }
    } catch (InterruptedException givenUp) {
      Thread.currentThread().interrupt();
    } finally {
      closeFile();
    }
  }

  /** Whether there may be more. */
  private boolean writeNext() throws InterruptedException {
    List<String> lines;
    long lost;
    boolean anew;
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !reopen && !closed) {
        changed.await();
      }
      if (waiting.isEmpty() && !reopen) {
        return false;
      }
      lines = waiting;
      waiting = new ArrayList<>();
      characters = 0;
      lost = dropped;
      dropped = 0;
      anew = reopen;
      reopen = false;
    } finally {
      lock.unlock();
    }
    if (anew) {
      closeFile();
    }
    write(lines, lost);
    return true;
  }

  private void write(List<String> lines, long lost) {
    var bytes = new ByteArrayOutputStream();
    for (var line : lines) {
      bytes.writeBytes((line + "\n").getBytes(UTF_8));
    }
    if (lost > 0) {
      System.err.println("httpd: the log is too slow, " + lost + " lines were lost");
    }
    try {
      var target = stream == null ? output.open() : stream;
      stream = target;
      bytes.writeTo(target);
      target.flush();
      failing = false;
    } catch (IOException e) {
      fail(e);
    }
  }

  /** Said once, on standard error itself: the log of errors may be what is failing. */
  private void fail(IOException cause) {
    closeFile();
    if (!failing) {
      failing = true;
      System.err.println("httpd: cannot write to the log: " + cause.getMessage());
    }
  }

  private void closeFile() {
    if (reopens && stream != null) {
      try {
        stream.close();
      } catch (IOException e) {
        System.err.println("httpd: cannot close the log: " + e.getMessage());
      }
      stream = null;
    }
  }

  private static OutputStream append(Path file) throws IOException {
    return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
