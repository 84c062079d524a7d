package httpd.proxy;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import httpd.line.Timer;
import httpd.proxy.ReconnectingUpstream.Loss;
import httpd.upstream.UpstreamCall;
import httpd.upstream.UpstreamResponse;
import httpd.upstream.request.UpstreamException;
import java.io.IOException;
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
 * <p>Server-sent events are given complete; an incomplete one is dropped when the upstream goes.
 * The next request asks for those after the last complete one by {@code Last-Event-ID}, so that an
 * upstream which keeps its events leaves no gap and sends none twice. Lines are given at once.
 *
 * <p>Threads: the owner polls, any thread closes; a wake-up comes from an event loop or a timer.
 */
public final class ReconnectingSource implements LineSource {

  private final ReconnectingUpstream upstream;
  private final Backoff backoff;
  private final RetryWait wait;
  private volatile boolean closed;
  private volatile @Nullable UpstreamCall current;

  // The owner's own.
  private final ReceivedLines received;
  private @Nullable UpstreamCall watched;
  private @Nullable EventOrLineDecoder decoder;
  private @Nullable Poll ended;
  private long restsUntil = System.nanoTime();

  /** For a topic. */
  ReconnectingSource(SharedUpstream upstream) {
    this(upstream, false, null, "", Backoff.USUAL, Timer.OF_THE_PROCESS);
  }

  /**
   * Begins with a connection that there is already.
   *
   * @param asEvents whether lines are framed as events, for an event stream
   * @param begun owned by this source; null for none
   * @param lastId what that was asked for; each character one byte
   */
  ReconnectingSource(
      ReconnectingUpstream upstream,
      boolean asEvents,
      @Nullable UpstreamCall begun,
      String lastId,
      Backoff backoff,
      Timer timer) {
    this(upstream, begun, new ReceivedLines(upstream, asEvents, lastId), backoff, timer);
  }

  private ReconnectingSource(
      ReconnectingUpstream upstream,
      @Nullable UpstreamCall begun,
      ReceivedLines received,
      Backoff backoff,
      Timer timer) {
    this.upstream = upstream;
    this.current = begun;
    this.backoff = backoff;
    this.received = received;
    this.wait = new RetryWait(timer);
  }

  /** Continues after what was received of an upstream that is lost. */
  static ReconnectingSource after(
      Throwable cause,
      ReceivedLines received,
      ReconnectingUpstream upstream,
      Backoff backoff,
      Timer timer) {
    var source = new ReconnectingSource(upstream, null, received, backoff, timer);
    source.lose(loss(cause));
    return source;
  }

  @Override
  public Poll poll(Runnable wake) {
    while (true) {
      if (closed && (received.clear() || ended == null)) {
        ended = new Poll.Failed(new SourceClosedException());
      }
      var line = received.poll();
      if (line != null) {
        return line;
      }
      if (ended != null) {
        return ended;
      }
      if (isToWait(wake)) {
        return Poll.PENDING;
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
    wait.end();
  }

  /** Goes on by one step. Whether the owner will be woken; otherwise there is more to do now. */
  private boolean isToWait(Runnable wake) {
    var call = current;
    if (call == null) {
      long rest = restsUntil - System.nanoTime();
      if (rest > 0) {
        rest(wake, rest);
        return true;
      }
      call = ask();
    }
    return (decoder == null && !isReady(call)) ? awaitsHead(call, wake) : awaitsBody(call, wake);
  }

  private void rest(Runnable wake, long nanos) {
    wait.keep(wake, nanos);
    if (closed) {
      wait.end(); // The close came in between.
    }
  }

  private UpstreamCall ask() {
    var call = upstream.ask(received.lastId());
    current = call;
    if (closed) {
      call.close(); // The close came in between.
    }
    return call;
  }

  /** Whether its body can be polled: it has lines, or says why there is none. */
  private boolean isReady(UpstreamCall call) {
    if (!call.isAnswered()) {
      return false;
    }
    var head = call.head();
    if (head == null) {
      return true;
    }
    if (accepts(head)) {
      decoder = new EventOrLineDecoder(head, received);
    }
    return decoder != null;
  }

  private boolean awaitsHead(UpstreamCall call, Runnable wake) {
    if (current == null || call.isAnswered()) {
      return false;
    }
    if (!call.equals(watched)) {
      watched = call;
      call.whenAnswered(wait::wake);
    }
    wait.keep(wake);
    boolean late = closed || call.isAnswered();
    return !late || !wait.drop(wake);
  }

  private boolean awaitsBody(UpstreamCall call, Runnable wake) {
    switch (call.body().poll(wake)) {
      case Poll.Pending() -> {
        return true;
      }
      case Line piece when decoder != null -> decoder.take(piece.content());
      case Poll.End() when decoder != null -> {
        decoder.end();
        lose(new Loss("it ended", true, false));
      }
      case Poll.Failed(var cause) -> lose(loss(cause));
      case Line _, Poll.End() -> throw new IllegalStateException("a body without a head");
    }
    return false;
  }

  private boolean accepts(UpstreamResponse head) {
    int status = head.status();
    if (upstream.isRefusal(status)) {
      finish(new Poll.Failed(new IOException("the upstream answers " + status + " now")));
    } else if (status == 204) {
      finish(Poll.END);
    } else if (follows(head)) {
      leave();
    } else if (current == null) {
      return false; // The redirect cannot be followed.
    } else if (status < 200 || status > 299) {
      lose(Loss.of("it answers " + status));
    } else if (isEncoded(head)) {
      lose(
          Loss.of(
              "its answer is encoded though identity was asked for: turn compression off there"));
    } else if (!upstream.takes(head)) {
      finish(new Poll.Failed(new IOException("the upstream answers no event stream now")));
    } else {
      return true;
    }
    return false;
  }

  private static boolean isEncoded(UpstreamResponse head) {
    var coding = head.headers().get("Content-Encoding");
    return coding != null && !coding.equalsIgnoreCase("identity");
  }

  private boolean follows(UpstreamResponse head) {
    try {
      return upstream.follow(head);
    } catch (IllegalArgumentException e) {
      lose(
          Loss.of("it answers " + head.status() + ", which cannot be followed: " + e.getMessage()));
      return false;
    }
  }

  private void finish(Poll how) {
    leave();
    ended = how;
  }

  private void lose(Loss loss) {
    leave();
    var end = closed ? null : upstream.whenLost(loss, received.lastId());
    if (end != null) {
      ended = end;
    } else if (!closed) {
      upstream.isGone(loss);
      restsUntil = System.nanoTime() + received.delay(backoff);
    }
  }

  private void leave() {
    var left = current;
    current = null;
    decoder = null;
    if (left != null) {
      left.close();
    }
  }

  static Loss loss(Throwable cause) {
    boolean unreached = cause instanceof UpstreamException failure && failure.isBeforeSending();
    return new Loss(String.valueOf(cause.getMessage()), false, unreached);
  }
}
