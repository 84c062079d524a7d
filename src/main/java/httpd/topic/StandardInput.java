package httpd.topic;

import httpd.line.ForwardingSource;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.Timer;
import httpd.line.split.PauseSplitter;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a pipe for everyone who is there when they come, the newest kept for a while.
 *
 * <pre>
 *          start()                  end of input
 *   NEW ────────────► READING ───────────────────────► ENDED
 *                        │      read error
 *                        └───────────────────────────► FAILED
 * </pre>
 *
 * <p>The reader is one daemon platform thread, never a virtual one: a read of a pipe holds its
 * carrier for as long as it lasts. It reads on whether anyone is subscribed or not, and never waits
 * for a subscriber, so that the writer of the pipe is not held up by a reader. While it waits for
 * more of a line, another thread gives readers what there is of it ({@link PauseSplitter}).
 */
public final class StandardInput implements Topic {

  private static final int BUFFER_SIZE = 64 * 1024;

  private static final class OfTheProcess {
    private static final StandardInput INPUT = new StandardInput(System.in);
  }

  private volatile @Nullable Thread reader;
  private final AtomicBoolean started = new AtomicBoolean();
  private final MemoryRing ring = new MemoryRing();
  private final InputStream input;

  /**
   * Lines from this stream.
   *
   * @param input read by this object alone; never closed by it
   */
  StandardInput(InputStream input) {
    this.input = input;
  }

  /** The one of {@link System#in}. */
  public static StandardInput ofTheProcess() {
    return OfTheProcess.INPUT;
  }

  /**
   * Starts the reader if it does not run yet: lines that nobody is there for are dropped from now
   * on.
   */
  public void start() {
    if (started.compareAndSet(false, true)) {
      reader = Thread.ofPlatform().daemon().name("httpd-stdin").start(this::read);
    }
  }

  @Override
  public PositionedSource fromNow() {
    return last(0);
  }

  /** As {@link Topic#last}; the first poll, or the first look at its place, starts the reader. */
  @Override
  public PositionedSource last(int lines) {
    return new Starting(ring.last(lines));
  }

  @Override
  public Resumption after(String position) {
    return ring.after(position);
  }

  @Override
  public Bounds bounds() {
    return ring.bounds();
  }

  boolean isStarted() {
    return started.get();
  }

  boolean isReading() {
    var thread = reader;
    return thread != null && thread.isAlive();
  }

  int readers() {
    return ring.readers();
  }

  /** One who reads: first takes its place, or the first lines could come before it. */
  private final class Starting extends ForwardingSource implements TopicSource {

    private final PositionedSource lines;
    private volatile boolean begun;

    Starting(PositionedSource lines) {
      super(lines);
      this.lines = lines;
    }

    @Override
    public Poll poll(Runnable wake) {
      begin();
      return super.poll(wake);
    }

    @Override
    public String position() {
      begin();
      return lines.position();
    }

    @Override
    public Topic topic() {
      return StandardInput.this;
    }

    @Override
    public void close() {
      begun = true; // Nothing is started for one who has left.
      super.close();
    }

    private void begin() {
      if (!begun) {
        begun = true;
        lines.position();
        start();
      }
    }
  }

  private void read() {
    var splitter = new PauseSplitter(ring::append, Timer.OF_THE_PROCESS, () -> false);
    try {
      byte[] buffer = new byte[BUFFER_SIZE];
      for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
        splitter.split(buffer, 0, count);
      }
      splitter.end();
      ring.end();
    } catch (Throwable e) { // Whatever it is, nobody is to wait for lines that will not come.
      splitter.end();
      ring.fail(e);
    }
  }
}
