package httpd.upstream;

import httpd.Headers;
import httpd.line.LineSource;
import httpd.net.LoopTask;
import httpd.upstream.connect.ConnectionPool;
import httpd.upstream.connect.DialSettings;
import httpd.upstream.request.Origin;
import httpd.upstream.request.UpstreamException;
import httpd.upstream.request.UpstreamException.Kind;
import httpd.upstream.request.UpstreamRequest;
import httpd.upstream.response.ResponseHead;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response: decides what ends the exchange, and what becomes of the connection.
 * A {@link ConnectionSearch} finds it, an {@link ExchangeConnection} carries the bytes.
 *
 * <pre>
 *                 found                  head                 complete
 *   CONNECTING ──────────► AWAITING_HEAD ──────► READING_BODY ──────────► DONE
 *       ▲                     │     │                                      ▲
 *       └─────────────────────┘     │ 101                 both sides       │
 *         it had been closed (once) └──────► TUNNELLING ── have ended ─────┤
 *         it was refused (thrice)                                          │
 *            failure · time limit · cancelled, in any state ───────────────┘
 * </pre>
 *
 * <p>Afterwards the connection waits in the pool for another request if both messages were complete
 * and the upstream keeps it open; otherwise it is closed.
 *
 * <p>Runs on one event loop; any thread may call {@link #start}, {@link #cancel}, {@link
 * #clientCloses} and {@link #send}.
 */
final class UpstreamExchange implements ConnectionSearch.Owner {

  private enum State {
    CONNECTING,
    AWAITING_HEAD,
    READING_BODY,
    TUNNELLING,
    DONE
  }

  private UpstreamRequest request;
  private final UpstreamLimits limits;
  private final ResponseListener receiver;
  private final ConnectionPool pool;
  private final ConnectionSearch search;

  /** The content, for an upstream that may refuse it; null for one of HTTP/1.1. */
  private final @Nullable RepeatableContent repeatable;

  private final Consumer<UpstreamExchange> whenDone;
  private final TimeLimits time;

  private State state = State.CONNECTING;
  private @Nullable ExchangeConnection connection;

  UpstreamExchange(
      UpstreamRequest request,
      UpstreamLimits limits,
      ResponseListener receiver,
      ConnectionPool pool,
      DialSettings settings,
      Consumer<UpstreamExchange> whenDone) {
    this.request = request;
    this.limits = limits;
    this.receiver = receiver;
    this.pool = pool;
    var origin = request.address().origin();
    this.search = new ConnectionSearch(origin, pool, limits.connect(), settings, this);
    this.repeatable = origin.http2() ? new RepeatableContent(request.content()) : null;
    this.whenDone = whenDone;
    this.time = new TimeLimits(pool.loop(), limits, (kind, what) -> fail(kind, what, null));
  }

  void start() {
    onLoop(this::begin);
  }

  void cancel() {
    onLoop(() -> finish(false));
  }

  void clientCloses() {
    onLoop(() -> fail(UpstreamException.clientClosed(request)));
  }

  @Override
  public void loopHasEnded() {
    receiver.failed(UpstreamException.clientClosed(request));
    whenDone.accept(this);
  }

  private void onLoop(Runnable task) {
    LoopTask.execute(pool.loop(), task, this::loopHasEnded);
  }

  /** Returns the server that it asks. */
  Origin origin() {
    return request.address().origin();
  }

  boolean isOn(ConnectionPool pool) {
    return this.pool.equals(pool);
  }

  private void begin() {
    if (state == State.DONE) {
      return;
    }
    try {
      time.begin();
      search.begin(request.isRepeatable());
    } catch (RejectedExecutionException loopEnds) {
      fail(loopEnds);
    } catch (Error noThread) { // Or no memory.
      fail("cannot be asked: " + noThread, noThread);
    }
  }

  @Override
  public void found(Channel connected) {
    state = State.AWAITING_HEAD;
    if (repeatable != null) {
      request = request.with(repeatable.begin());
    }
    connection = new ExchangeConnection(connected, request, this, receiver, time, this::onLoop);
    connection.send(request);
  }

  void requestMoved() {
    if (state == State.AWAITING_HEAD) {
      time.touch();
    }
  }

  void head(ResponseHead head) {
    state = State.READING_BODY;
    request = request.sent();
    if (repeatable != null) {
      repeatable.pass();
    }
    giveHead(head);
  }

  void switched(ResponseHead head) {
    state = State.TUNNELLING;
    time.stop();
    giveHead(head);
    if (connection != null) {
      connection.switchToTunnel(limits);
    }
  }

  private void giveHead(ResponseHead head) {
    try {
      receiver.head(head);
    } catch (IOException e) {
      fail(e);
    }
  }

  /** Sends what the client sends through a tunnel; closes it if there is no tunnel any more. */
  void send(LineSource source) {
    LoopTask.execute(pool.loop(), () -> sendNow(source), source::close);
  }

  private void sendNow(LineSource source) {
    if (connection == null) {
      source.close();
    } else {
      connection.send(source);
    }
  }

  void end(Headers trailers, boolean keep) {
    if (finish(keep)) {
      try {
        receiver.end(trailers);
      } catch (IOException e) {
        receiver.failed(e);
      }
    }
  }

  void broken(String what, @Nullable Throwable cause) {
    boolean awaited = state == State.AWAITING_HEAD;
    if (search.takePooled() && awaited && !pool.loop().isShuttingDown()) {
      leave(false);
      state = State.CONNECTING;
      search.dial();
    } else {
      fail(awaited ? Kind.UNANSWERED : Kind.BROKEN, what, cause);
    }
  }

  /** The upstream has not acted on the request and will not: it may be sent again if it is here. */
  void refused(String what) {
    if (state == State.AWAITING_HEAD && repeatable != null && repeatable.renew()) {
      leave(false);
      state = State.CONNECTING;
      search.begin(request.isRepeatable());
    } else {
      search.takePooled();
      broken(what, null);
    }
  }

  void fail(String what, @Nullable Throwable cause) {
    fail(Kind.BROKEN, what, cause);
  }

  @Override
  public void fail(Kind kind, String what, @Nullable Throwable cause) {
    boolean isUsed = repeatable != null && repeatable.isUsed();
    var told = kind.isBeforeSending() && isUsed ? Kind.UNANSWERED : kind;
    fail(new UpstreamException(told, request, what, cause));
  }

  /** Fails, unless it is done. What an ending loop does to its connections is not the reason. */
  void fail(Throwable failure) {
    if (finish(false)) {
      receiver.passUnfinished(() -> {});
      receiver.failed(
          pool.loop().isShuttingDown() ? UpstreamException.clientClosed(request) : failure);
    }
  }

  boolean finish(boolean keep) {
    if (state == State.DONE) {
      return false;
    }
    state = State.DONE;
    time.stop();
    search.cancel();
    leave(keep);
    if (repeatable != null) {
      repeatable.end();
    }
    whenDone.accept(this);
    return true;
  }

  private void leave(boolean keep) {
    time.rest();
    var left = connection;
    connection = null;
    if (left != null) {
      left.leave(keep, channel -> pool.give(request.address().origin(), channel));
    }
  }
}
