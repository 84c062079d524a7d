package httpd.server.answer;

import httpd.Request;
import httpd.line.Timer;
import httpd.line.log.LogText;
import httpd.line.log.ServerLog;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reports handlers that block the event loop, though they say that they do not: each once, with the
 * stack trace of the loop.
 *
 * <pre>
 *            a call begins                 a look: the same call
 *   RESTING ───────────────► LOOKING ──┬───────────────────────────► REPORTED, RESTING
 *      ▲                       ▲  │    │ another call
 *      │                       └──┼────┘
 *      └──────────────────────────┘ a look: no call since the last look
 * </pre>
 *
 * <p>A call costs two changes of a counter, which is odd during a call; a timer looks at it as long
 * as there are calls.
 */
final class BlockedLoop {

  private static final System.Logger LOG = ServerLog.ofServer();
  private static final long PERIOD_MILLIS = 100;

  /** The most handlers that are reported. */
  private static final int MOST_REPORTED = 64;

  private final Timer timer;
  private final Runnable look = this::look;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicBoolean looking = new AtomicBoolean();
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  // Published by the change of the counter.
  private @Nullable Thread loop;
  private @Nullable Request request;

  /** The counter at the last look; of the timer, or of the call that sets it. */
  private int seen;

  BlockedLoop(Timer timer) {
    this.timer = timer;
  }

  /** A call begins. On the event loop. */
  void begins(Request request) {
    this.request = request;
    if (loop == null) {
      loop = Thread.currentThread();
    }
    int call = calls.incrementAndGet();
    if (!looking.get()) {
      beginLooking(call);
    }
  }

  void ends() {
    calls.lazySet(calls.getPlain() + 1);
  }

  private void beginLooking(int call) {
    if (looking.compareAndSet(false, true)) {
      seen = call;
      timer.after(TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS), look);
    }
  }

  private void look() {
    int now = calls.get();
    if (now != seen) {
      seen = now;
      timer.after(TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS), look);
      return;
    }
    if (isCall(now)) {
      report(now);
    }
    looking.set(false);
    int later = calls.get();
    if (later != now) {
      beginLooking(later);
    }
  }

  private static boolean isCall(int counter) {
    return (counter & 1) != 0;
  }

  private void report(int call) {
    var blocked = request;
    var thread = loop;
    if (blocked == null || thread == null) {
      return;
    }
    var where = new BlockedHere();
    where.setStackTrace(thread.getStackTrace());
    var route = blocked.route();
    boolean isSame = calls.get() == call; // Otherwise the stack may be of another request.
    if (isSame && reported.size() < MOST_REPORTED && reported.add(route == null ? "" : route)) {
      var asked = LogText.request(blocked.method(), blocked.path());
      var message =
          ": its handler is declared as not blocking, but has blocked an event loop for "
              + PERIOD_MILLIS
              + " ms; all connections of this loop wait for it";
      LOG.log(System.Logger.Level.WARNING, asked + message, where);
    }
  }

  /** Where an event loop was blocked; never thrown. */
  private static final class BlockedHere extends Exception {
    private static final long serialVersionUID = 1;

    BlockedHere() {
      super("the event loop is blocked here");
    }
  }
}
