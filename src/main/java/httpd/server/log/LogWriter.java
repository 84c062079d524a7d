package httpd.server.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes lines to a file or a pipe on a thread of its own, so that a caller never waits for a slow
 * disk or a full pipe.
 *
 * <pre>
 *            a line            all written
 *   RESTING ────────► WRITING ─────────────► RESTING
 *                        │ more than {@value #MOST_WAITING} wait, or {@value #MOST_CHARACTERS} characters: the
 *                        │ newest are dropped, and their number is told on standard error
 *                        │ as soon as there is room
 *                        │ what cannot be written is lost, and counted: its number is told when it
 *                        │ can be written again, which begins on a line of its own
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

  /** Characters that are written at once; their bytes need as much memory again. */
  private static final int MOST_AT_ONCE = 64 * 1024;

  private final LogOutput output;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;

  // Guarded by the lock.
  private final Deque<String> waiting = new ArrayDeque<>();
  private long characters;
  private long dropped;
  private boolean reopen;
  private boolean closed;

  // For the writing thread only.
  private boolean failing;
  private long unwritten;

  private LogWriter(LogOutput output) {
    this.output = output;
    this.thread = Thread.ofPlatform().daemon().name("httpd-log").unstarted(this::run);
  }

  /** Returns a writer to a stream, which stays open. */
  public static LogWriter to(OutputStream stream) {
    return to(LogOutput.of(stream));
  }

  /**
   * Appends to a file, which is made if it is not there.
   *
   * @throws IOException if it cannot be opened
   */
  public static LogWriter to(Path file) throws IOException {
    return to(LogOutput.appendingTo(file));
  }

  static LogWriter to(LogOutput output) {
    var writer = new LogWriter(output);
    writer.thread.start();
    return writer;
  }

  /** Queues a line; never waits. */
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

  /** Reopens the file before the next line, as after a rotation; does nothing for a stream. */
  public void reopen() {
    lock.lock();
    try {
      reopen = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Writes the pending lines, then closes a file. */
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
      output.close();
      tellLost("httpd: the end of the log is missing");
    }
  }

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
      lines = takeSome();
      lost = dropped;
      dropped = 0;
      anew = reopen;
      reopen = false;
    } finally {
      lock.unlock();
    }
    if (anew) {
      output.reopen();
    }
    write(lines, lost);
    return true;
  }

  /** Under the lock. */
  private List<String> takeSome() {
    var lines = new ArrayList<String>();
    long length = 0;
    while (!waiting.isEmpty() && length < MOST_AT_ONCE) {
      var line = waiting.remove();
      length += line.length();
      lines.add(line);
    }
    characters -= length;
    return lines;
  }

  private void write(List<String> lines, long lost) {
    if (lost > 0) {
      System.err.println("httpd: the log is too slow, " + lost + " lines were lost");
    }
    try {
      write(lines.stream().map(line -> (line + "\n").getBytes(UTF_8)).toList());
    } catch (OutOfMemoryError e) { // The log outlives it.
      unwritten += lines.size();
    }
  }

  private void write(List<byte[]> batch) {
    try {
      output.write(batch);
      failing = false;
      tellLost("httpd: the log can be written again");
    } catch (IOException e) {
      unwritten += batch.size() - output.written();
      fail(e);
    }
  }

  /** Reports the failure once, on standard error itself: the log of errors may be failing too. */
  private void fail(IOException cause) {
    output.close();
    if (!failing) {
      failing = true;
      System.err.println("httpd: cannot write to the log: " + cause.getMessage());
    }
  }

  private void tellLost(String what) {
    if (unwritten > 0) {
      System.err.println(what + ", lines that were lost: " + unwritten);
      unwritten = 0;
    }
  }
}
