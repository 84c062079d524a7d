package httpd.proxy;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import httpd.line.Timer;
import httpd.line.WakeSlot;
import httpd.sse.ReceivedEvent;
import httpd.upstream.UpstreamCall;
import httpd.upstream.UpstreamResponse;
import httpd.upstream.request.UpstreamException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The lines or events of an upstream that may go and come back.
 *
 * <pre>
 *         first poll          a head with lines             end · failure · no lines
 *   NEW ────────────► ASKING ───────────────────► RECEIVING ────────────────────────► RESTING
 *                      ▲  │ no lines                                                    │
 *                      │  └────────────────────────────────────────────────────────────►│
 *                      └──────────────────────── poll, time is over ────────────────────┘
 *   204: ENDED      a refusal: FAILED      close(), in any state: CLOSED
 * </pre>
 *
 * <p>Server-sent events are given whole, and what had begun when the upstream went is dropped. The
 * next request asks for those behind the last whole one by {@code Last-Event-ID}, so that an
 * upstream which keeps its events leaves no gap and sends none twice. Lines are given at once.
 *
 * <p>Threads: the owner polls, anyone closes; a wake-up comes from an event loop or a timer.
 */
public final class ReconnectingSource implements LineSource {

  private final ReconnectingUpstream asked;
  private final EventFraming shape;
  private final Backoff delays;
  private final Timer timer;

  /** The wake-up of an owner who was told to wait while there is no connection. */
  private final WakeSlot resting = new WakeSlot();

  private volatile boolean closed;
  private volatile @Nullable UpstreamCall current;
  private volatile @Nullable Future<?> alarm;

  // The owner's own.
  private final Queue<Line> ready = new ArrayDeque<>();
  private @Nullable UpstreamCall watched;
  private @Nullable EventOrLineDecoder reception;
  private @Nullable Poll ended;
  private String lastId;
  private long wishedMillis;
  private int failures;
  private long restsUntil = System.nanoTime();

  /** For a topic of {@link httpd.sse.EventEncoder.Form#EITHER}. */
  ReconnectingSource(SharedUpstream upstream) {
    this(upstream, EventFraming.TOPIC, null, "", Backoff.USUAL, Timer.OF_THE_PROCESS);
  }

  /**
   * Begins with a connection that there is already.
   *
   * @param begun owned by this source; null for none
   * @param lastId what that was asked for; each character one byte
   */
  ReconnectingSource(
      ReconnectingUpstream asked,
      EventFraming shape,
      @Nullable UpstreamCall begun,
      String lastId,
      Backoff delays,
      Timer timer) {
    this.asked = asked;
    this.shape = shape;
    this.current = begun;
    this.lastId = lastId;
    this.delays = delays;
    this.timer = timer;
  }

  @Override
  public Poll poll(Runnable wake) {
    while (true) {
      if (closed && (ended == null || !ready.isEmpty())) {
        ready.clear();
        ended = new Poll.Failed(new SourceClosedException());
      }
      var line = ready.poll();
      if (line != null) {
        return line;
      }
      if (ended != null) {
        return ended;
      }
      var open = current;
      if (open == null) {
        if (restsUntil - System.nanoTime() > 0) {
          return rest(wake);
        }
        open = ask();
      }
      if (reception == null && !isReady(open)) {
        if (isToWait(open, wake)) {
          return Poll.PENDING;
        }
        continue;
      }
      switch (open.body().poll(wake)) {
        case Line piece -> receive(piece.content());
        case Poll.Pending pending -> {
          return pending;
        }
        case Poll.End() -> end();
        case Poll.Failed(var cause) -> lose(cause);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    var open = current;
    if (open != null) {
      open.close();
    }
    resting.run();
    var timed = alarm;
    if (timed != null) {
      timed.cancel(false);
    }
  }

  private UpstreamCall ask() {
    var call = asked.ask(lastId);
    current = call;
    if (closed) {
      call.close(); // The close came in between.
    }
    return call;
  }

  /** Whether its body can be read: it has lines, or says why there is none. */
  private boolean isReady(UpstreamCall call) {
    if (!call.isAnswered()) {
      return false;
    }
    var head = call.head();
    if (head == null) {
      return true;
    }
    if (accepts(head)) {
      reception = new EventOrLineDecoder(head, new Giving());
    }
    return reception != null;
  }

  /** Whether the owner will be woken; otherwise there is something to be seen to now. */
  private boolean isToWait(UpstreamCall call, Runnable wake) {
    if (current == null || call.isAnswered()) {
      return false;
    }
    if (!call.equals(watched)) {
      watched = call;
      call.whenAnswered(resting);
    }
    resting.set(wake);
    boolean late = closed || call.isAnswered();
    return !late || !resting.withdraw(wake);
  }

  private void receive(byte[] bytes) {
    try {
      Objects.requireNonNull(reception).take(bytes);
    } catch (IOException tooLong) {
      finish(new Poll.Failed(tooLong));
    }
  }

  private void end() {
    try {
      Objects.requireNonNull(reception).end();
      lose(new ReconnectingUpstream.Loss("it ended", true, false));
    } catch (IOException tooLong) {
      finish(new Poll.Failed(tooLong));
    }
  }

  private boolean accepts(UpstreamResponse head) {
    int status = head.status();
    var coding = head.headers().get("Content-Encoding");
    if (status == 204) {
      finish(Poll.END);
    } else if (asked.isRefusal(status)) {
      finish(new Poll.Failed(new IOException("the upstream answers " + status + " now")));
    } else if (isRedirected(head)) {
      leave();
    } else if (current == null) {
      return false; // It cannot be followed.
    } else if (status < 200 || status > 299) {
      lose(new ReconnectingUpstream.Loss("it answers " + status, false, false));
    } else if (coding != null && !coding.equalsIgnoreCase("identity")) {
      var why = "its answer is encoded though identity was asked for: turn compression off there";
      lose(new ReconnectingUpstream.Loss(why, false, false));
    } else {
      return true;
    }
    return false;
  }

  private boolean isRedirected(UpstreamResponse head) {
    try {
      return asked.isRedirected(head);
    } catch (IllegalArgumentException e) {
      var why = "it answers " + head.status() + ", which cannot be followed: " + e.getMessage();
      lose(new ReconnectingUpstream.Loss(why, false, false));
      return false;
    }
  }

  /** What came whole. */
  private final class Giving implements EventOrLineDecoder.Sink {

    @Override
    public void event(ReceivedEvent event) {
      var id = event.id();
      lastId = id == null ? lastId : sendable(id);
      event.retryMillis().ifPresent(millis -> wishedMillis = millis);
      give(shape.of(event));
    }

    @Override
    public void line(Line line) {
      give(shape.of(line));
    }

    @Override
    public void leftOut(String note) {
      asked.isLeftOut(note);
      give(shape.leftOut(note));
    }

    /** What no header can carry cannot be asked for. */
    private static String sendable(String id) {
      return id.chars().allMatch(c -> c >= ' ' && c != 0x7f) ? id : "";
    }

    private void give(@Nullable Line line) {
      failures = 0;
      asked.isBack();
      if (line != null) {
        ready.add(line);
      }
    }
  }

  private void finish(Poll how) {
    leave();
    ended = how;
  }

  private void lose(Throwable cause) {
    lose(loss(cause));
  }

  private void lose(ReconnectingUpstream.Loss loss) {
    leave();
    if (!closed) {
      asked.isGone(loss);
      restsUntil = System.nanoTime() + delays.after(failures, wishedMillis).toNanos();
      failures++;
    }
  }

  private void leave() {
    var left = current;
    current = null;
    reception = null;
    if (left != null) {
      left.close();
    }
  }

  private Poll rest(Runnable wake) {
    resting.set(wake);
    long nanos = Math.max(1, restsUntil - System.nanoTime());
    var before = alarm;
    if (before != null) {
      before.cancel(false);
    }
    var timed = timer.after(nanos, () -> resting.run(wake));
    alarm = timed;
    if (closed) {
      timed.cancel(false);
      resting.run();
    }
    return Poll.PENDING;
  }

  /** The loss that a failure is. */
  static ReconnectingUpstream.Loss loss(Throwable cause) {
    boolean unreached = cause instanceof UpstreamException failure && failure.isBeforeSending();
    return new ReconnectingUpstream.Loss(String.valueOf(cause.getMessage()), false, unreached);
  }
}
