package httpd.source;

import httpd.line.LineSource;
import httpd.line.LineSplitter;
import httpd.line.LineTooLongException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a pipe for everyone who is there when they come.
 *
 * <pre>
 *          start()                  end of input
 *   NEW ────────────► READING ───────────────────────► ENDED
 *                        │      read error, or a line over the limit
 *                        └───────────────────────────► FAILED
 * </pre>
 *
 * <p>The reader is one daemon platform thread, never a virtual one: a read of a pipe holds its
 * carrier for as long as it lasts. It reads on whether anyone is subscribed or not, and never waits
 * for a subscriber, so that whoever writes to the pipe is not held up by who listens.
 */
public final class StandardInput {

  private static final int BUFFER_SIZE = 64 * 1024;

  private static final class OfTheProcess {
    private static final StandardInput INPUT = new StandardInput(System.in);
  }

  private volatile @Nullable Thread reader;
  private final AtomicBoolean started = new AtomicBoolean();
  private final Broadcast broadcast = new Broadcast();
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

  /** The lines that come from the first poll on, which starts the reader if need be. */
  public LineSource lines() {
    return new Subscription(
        new Subscription.Place() {
          @Override
          public void join(Subscription subscription) {
            broadcast.join(subscription); // First, or the first lines could come before it.
            start();
          }

          @Override
          public void leave(Subscription subscription) {
            broadcast.leave(subscription);
          }
        });
  }

  boolean isStarted() {
    return started.get();
  }

  boolean isReading() {
    var thread = reader;
    return thread != null && thread.isAlive();
  }

  boolean hasSubscribers() {
    return !broadcast.isEmpty();
  }

  private void read() {
    try {
      splitToTheEnd();
      broadcast.end();
    } catch (LineTooLongException e) {
      broadcast.fail(e);
      drain();
    } catch (Throwable e) { // Whatever it is, nobody is to wait for lines that will not come.
      broadcast.fail(e);
    }
  }

  private void splitToTheEnd() throws IOException {
    var splitter = new LineSplitter();
    byte[] buffer = new byte[BUFFER_SIZE];
    for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
      splitter.split(buffer, 0, count, broadcast::publish);
    }
    splitter.end(broadcast::publish);
  }

  /** Nobody gets the rest, but whoever writes it is not to hang on a full pipe. */
  private void drain() {
    try {
      input.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      System.getLogger(StandardInput.class.getName())
          .log(System.Logger.Level.DEBUG, "standard input broke off after it had failed", e);
    }
  }
}
