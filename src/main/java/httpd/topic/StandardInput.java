package httpd.topic;

import httpd.line.Timer;
import httpd.line.split.PauseSplitter;
import java.io.InputStream;

/**
 * Standard input as a shared source that lasts: one run, which reads on without readers and never
 * waits for one, so that the writer of the pipe is not held up.
 *
 * <p>The reader is a platform thread, {@code httpd-stdin}: a read of a pipe would hold the carrier
 * of a virtual thread. While it waits for more of a line, another thread gives readers the
 * unfinished part ({@link PauseSplitter}).
 */
public final class StandardInput extends SharedRun {

  private static final int BUFFER_SIZE = 64 * 1024;

  private static final class OfTheProcess {
    private static final SharedLines LINES = new SharedLines(new StandardInput(System.in));
  }

  private final InputStream input;

  /**
   * The lines of a stream.
   *
   * @param input read by this run alone; not closed by it
   */
  StandardInput(InputStream input) {
    super("httpd-stdin");
    this.input = input;
  }

  /** The lines of {@link System#in}, for all its readers. */
  public static SharedLines ofTheProcess() {
    return OfTheProcess.LINES;
  }

  @Override
  void read(MemoryRing ring) throws Throwable {
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

  @Override
  void closeSource() {} // Standard input is the process's.
}
