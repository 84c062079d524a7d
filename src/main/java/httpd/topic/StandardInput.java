package httpd.topic;

import httpd.line.Timer;
import httpd.line.split.PauseSplitter;
import java.io.IOException;
import java.io.InputStream;

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

  private static final class OfTheProcess {
    private static final SharedLines LINES = new SharedLines(run(System.in));
  }

  private StandardInput() {}

  /** The lines of {@link System#in}, for all its readers. */
  public static SharedLines ofTheProcess() {
    return OfTheProcess.LINES;
  }

  /** The run of a stream, which it does not close: standard input is the process's. */
  static SharedRun run(InputStream input) {
    return new SharedRun("httpd-stdin", ring -> read(input, ring), () -> {});
  }

  private static void read(InputStream input, MemoryRing ring) throws IOException {
    var splitter = new PauseSplitter(ring::append, Timer.OF_THE_PROCESS, () -> false);
    try {
      byte[] buffer = new byte[BUFFER_SIZE];
      for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
        splitter.split(buffer, 0, count);
      }
    } finally {
      splitter.end();
    }
  }
}
