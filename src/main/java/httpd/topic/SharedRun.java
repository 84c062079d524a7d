package httpd.topic;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.blocking.BlockingReader;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of a shared source: a daemon platform thread that reads it into a ring until it is over.
 *
 * <pre>
 *         start()                the source ends, fails or is closed
 *   NEW ───────────► RUNNING ─────────────────────────────────────────► OVER, and the ring has ended
 * </pre>
 */
final class SharedRun {

  /** Gives the lines of a source to a sink until it ends; its failure is thrown. */
  interface Filling {
    void fill(Consumer<Line> sink) throws Throwable;
  }

  private final Filling filling;
  private final IntSupplier exitStatus;
  private final Runnable closeSource;
  private final MemoryRing ring = new MemoryRing(this::deserted);
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Thread thread;
  private volatile @Nullable SharedLines owner;

  /** Set before the thread starts. */
  private volatile HeadLines head = new HeadLines(0);

  private volatile @Nullable Instant end;

  SharedRun(String threadName, Filling filling, IntSupplier exitStatus, Runnable closeSource) {
    this.filling = filling;
    this.exitStatus = exitStatus;
    this.closeSource = closeSource;
    this.thread = Thread.ofPlatform().daemon().name(threadName).unstarted(this::run);
  }

  /** The run of a line source: {@code httpd-shared} polls it, and waits where it has no line. */
  static SharedRun of(LineSource source) {
    return new SharedRun(
        "httpd-shared", sink -> poll(source, sink), source::exitStatus, source::close);
  }

  private static void poll(LineSource source, Consumer<Line> sink) throws Throwable {
    while (true) {
      switch (BlockingReader.next(source)) {
        case Line line -> sink.accept(line);
        case Poll.Pending() -> {}
        case Poll.End() -> {
          return;
        }
        case Poll.Failed(var cause) -> throw cause;
      }
    }
  }

  MemoryRing ring() {
    return ring;
  }

  /** Starts the thread, unless it has been started. Under the lock of the owner. */
  void start(SharedLines owner) {
    if (this.owner == null) {
      this.owner = owner;
      head = new HeadLines(owner.headLines());
      thread.start();
    }
  }

  /** The head that a reader gets which begins after a number of pieces. */
  List<Line> headBefore(long number) {
    return head.before(number);
  }

  /** When it was over; null as long as it is not. */
  @Nullable Instant end() {
    return end;
  }

  /** The ring comes last: a reader that has a line finds it in the head. */
  private void append(Line line) {
    head.add(line);
    ring.append(line);
  }

  Thread.State state() {
    return thread.getState();
  }

  void close() {
    if (closing.compareAndSet(false, true)) {
      closeSource.run();
    }
  }

  private void run() {
    Throwable failure = null;
    try {
      filling.fill(this::append);
    } catch (
        Throwable broken) { // Whatever it is: a reader must not wait for lines that never come.
      failure = broken;
    }
    end = Instant.now();
    over(); // First: a reader that comes after the end starts a run of its own.
    ring.exited(exitStatus.getAsInt());
    close();
    if (failure == null) {
      ring.end();
    } else {
      ring.fail(failure);
    }
  }

  private void over() {
    var told = owner;
    if (told != null) {
      told.over(this);
    }
  }

  private void deserted() {
    var told = owner;
    if (told != null) {
      told.deserted(this);
    }
  }
}
