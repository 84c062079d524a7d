package httpd.topic;

import httpd.line.Line;
import httpd.line.Timer;
import httpd.line.split.PauseSplitter;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Standard input as a shared source that lasts: one run, which reads on without readers and never
 * waits for one, so that the writer of the pipe is not held up.
 *
 * <p>The reader is a platform thread, {@code httpd-stdin}: a read of a pipe would hold the carrier
 * of a virtual thread. While it waits for more of a line, another thread gives readers the
 * unfinished part ({@link PauseSplitter}).
 */
public final class StandardInput {

  private static final int BUFFER_SIZE = 64 * 1024;

  /** Follows what is read, on the thread that reads. */
  public interface Observer {

    /** The bytes that have come, which readers have already. */
    void read(byte[] bytes, int count);

    /** No more will come; {@code failure} is null at a proper end. */
    void ended(@Nullable Throwable failure);
  }

  private static volatile @Nullable Observer observer;

  private static final class OfTheProcess {
    private static final SharedLines LINES = new SharedLines(run(System.in, () -> observer));
  }

  private StandardInput() {}

  /** The lines of {@link System#in}, for all its readers. */
  public static SharedLines ofTheProcess() {
    return OfTheProcess.LINES;
  }

  /** Has standard input of the process followed; to be called before it is read. */
  public static void observe(Observer follower) {
    observer = follower;
  }

  /** The run of a stream, which it does not close: standard input is the process's. */
  static SharedRun run(InputStream input) {
    return run(input, () -> null);
  }

  static SharedRun run(InputStream input, Supplier<@Nullable Observer> observer) {
    return new SharedRun(
        "httpd-stdin", sink -> read(input, sink, observer.get()), () -> -1, () -> {});
  }

  private static void read(InputStream input, Consumer<Line> sink, @Nullable Observer observer)
      throws IOException {
    IOException failure = null;
    try {
      read(input, new PauseSplitter(sink, Timer.OF_THE_PROCESS, () -> false), observer);
    } catch (IOException broken) {
      failure = broken;
      throw broken;
    } finally {
      if (observer != null) {
        observer.ended(failure);
      }
    }
  }

  private static void read(InputStream input, PauseSplitter splitter, @Nullable Observer observer)
      throws IOException {
    try {
      byte[] buffer = new byte[BUFFER_SIZE];
      for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
        splitter.split(buffer, 0, count);
        if (observer != null) {
          observer.read(buffer, count);
        }
      }
    } finally {
      splitter.end();
    }
  }
}
