package httpd.server.answer;

import httpd.Request;
import httpd.line.Timer;
import httpd.line.blocking.CloseTasks;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The way of the requests of one event loop to their virtual threads, and back. What is ready at
 * the same time goes together, since each way costs the wake-up of a thread.
 *
 * <pre>
 *   event loop   start, start, start ── end of the turn ──► one thread, which starts the others
 *                                                 └─ no wait, and the body is there: called here
 *
 *   threads      first hand ── lets those run that have not begun ──► one task ──► all that is done
 *                later hands ──────────────────────────────────────────────────────────▲
 * </pre>
 *
 * <p>A thread that has a response waits only for threads that are ready to run and that share its
 * processor, never for a handler that waits.
 */
public final class LoopHandlers {

  /** So many requests do not wait for the end of the turn. */
  private static final int MOST_TOGETHER = 16;

  private static final long RETRY_NANOS = 10_000_000;

  private final EventLoop loop;
  private final BlockedLoop blocked = new BlockedLoop(Timer.OF_THE_PROCESS);
  private final Runnable start = this::startAll;
  private final Runnable deliver = this::deliverAll;

  // Calls that wait for the end of the turn, linked. On the event loop only.
  private @Nullable HandlerCall firstWaiting;
  private @Nullable HandlerCall lastWaiting;
  private int waiting;

  /** How many threads are started, or about to be, and have not begun. */
  private final AtomicInteger unbegun = new AtomicInteger();

  /** The calls that have a response, the last first. */
  private final AtomicReference<@Nullable HandlerCall> done = new AtomicReference<>();

  public LoopHandlers(EventLoop loop) {
    this.loop = loop;
  }

  /** A handler that does not block is called on the event loop. */
  void callBegins(Request request) {
    blocked.begins(request);
  }

  void callEnds() {
    blocked.ends();
  }

  /** Starts a call with others of this turn. On the event loop. */
  void start(HandlerCall call) {
    if (lastWaiting == null) {
      firstWaiting = call;
    } else {
      lastWaiting.next = call;
    }
    lastWaiting = call;
    waiting++;
    if (waiting == MOST_TOGETHER) {
      startAll();
    } else if (waiting == 1) {
      startLater();
    }
  }

  private void startLater() {
    try {
      loop.execute(start);
    } catch (RejectedExecutionException | OutOfMemoryError noTask) {
      startAll();
    }
  }

  private void startAll() {
    var all = firstWaiting;
    firstWaiting = null;
    lastWaiting = null;
    waiting = 0;
    HandlerCall here = null;
    HandlerCall threads = null;
    int count = 0;
    while (all != null) {
      var others = all.takeNext();
      if (all.isAtOnce()) {
        all.next = here;
        here = all;
      } else {
        all.next = threads;
        threads = all;
        count++;
      }
      all = others;
    }
    startThreads(threads, count);
    while (here != null) {
      var others = here.takeNext();
      here.callWithBody();
      here = others;
    }
  }

  private void startThreads(@Nullable HandlerCall first, int count) {
    unbegun.addAndGet(count);
    while (first != null && !starts(first)) {
      var others = first.takeNext();
      first.refuse();
      first = others;
    }
  }

  /** Starts the thread of a call, and of those that are linked to it; false if there is none. */
  private boolean starts(HandlerCall call) {
    try {
      Thread.ofVirtual()
          .name(call.threadName())
          .start(CloseTasks.current().carry(() -> begin(call)));
      return true;
    } catch (OutOfMemoryError noThread) {
      unbegun.decrementAndGet();
      return false;
    }
  }

  /** The others are started here, so that they are in the queue of the same processor. */
  private void begin(HandlerCall call) {
    for (var other = call.takeNext(); other != null; ) {
      var after = other.takeNext();
      if (!starts(other)) {
        other.refuse();
      }
      other = after;
    }
    unbegun.decrementAndGet();
    call.run();
  }

  /**
   * Hands a call that has its response to the event loop. From any thread. The yield is not relied
   * on: it saves wake-ups.
   */
  @SuppressWarnings("ThreadPriorityCheck")
  void hand(HandlerCall call) {
    HandlerCall before;
    do {
      before = done.get();
      call.next = before;
    } while (!done.compareAndSet(before, call));
    if (before == null) {
      if (unbegun.get() > 0) {
        Thread.yield();
      }
      wakeLoop();
    }
  }

  private void wakeLoop() {
    while (true) {
      try {
        loop.execute(deliver);
        return;
      } catch (RejectedExecutionException ended) {
        dropAll();
        return;
      } catch (OutOfMemoryError noTask) {
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  private void deliverAll() {
    for (var call = takeDone(); call != null; call = call.takeNext()) {
      call.deliver();
    }
  }

  private void dropAll() {
    for (var call = takeDone(); call != null; call = call.takeNext()) {
      call.loopHasEnded();
    }
  }

  /** Removes those that are done, the first first, without memory of its own. */
  private @Nullable HandlerCall takeDone() {
    HandlerCall first = null;
    for (var last = done.getAndSet(null); last != null; ) {
      var before = last.takeNext();
      last.next = first;
      first = last;
      last = before;
    }
    return first;
  }
}
