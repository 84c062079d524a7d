package httpd.upstream;

import httpd.Headers;
import httpd.line.LineSource;
import httpd.net.ErrorText;
import httpd.net.LoopTask;
import httpd.upstream.connect.ConnectionPool;
import httpd.upstream.connect.Dial;
import httpd.upstream.connect.DialSettings;
import httpd.upstream.connect.Http2Link;
import httpd.upstream.request.Content;
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
 * One request and its response: decides when to connect, what ends the exchange, and what becomes
 * of the connection. An {@link ExchangeConnection} carries the bytes.
 *
 * <pre>
 *             none idle in the pool              connected
 *   STARTING ────────────────────────► DIALLING ────────────► AWAITING_HEAD ──────► READING_BODY
 *      │                                  ▲                     ▲   │    head            │
 *      │ one is idle                      └─────────────────────│───┤                    │
 *      └────────────────────────────────────────────────────────┘   │ it had been closed │ complete
 *                                           (once, if repeatable)   │                    ▼
 *                                                                   │                  DONE
 *      failure · time limit · cancelled, in any state ──────────────┼─────────────────────▲
 *                                                                   │                     │ both sides
 *                                                                   └──────► TUNNELLING ──┘ have ended
 *                                                                      101
 * </pre>
 *
 * <p>Afterwards the connection waits in the pool for another request if both messages were complete
 * and the upstream keeps it open; otherwise it is closed.
 *
 * <p>Runs on one event loop; any thread may call {@link #start}, {@link #cancel}, {@link
 * #clientCloses} and {@link #send}.
 */
final class UpstreamExchange implements Dial.Listener {

  /** An upstream that refuses more often is asked no more. */
  private static final int MOST_REFUSALS = 3;

  private enum State {
    STARTING,
    DIALLING,
    AWAITING_HEAD,
    READING_BODY,
    TUNNELLING,
    DONE
  }

  private UpstreamRequest request;
  private final UpstreamLimits limits;
  private final ResponseListener receiver;
  private final ConnectionPool pool;
  private final DialSettings settings;
  private final Consumer<UpstreamExchange> whenDone;
  private final TimeLimits time;

  private State state = State.STARTING;
  private @Nullable Dial dial;
  private @Nullable ExchangeConnection connection;
  private boolean pooled;

  private int refusals;

  /** Whether other exchanges wait for the connection that is being made. */
  private boolean dialsForOthers;

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
    this.settings = settings;
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
      connect();
    } catch (RejectedExecutionException loopEnds) {
      fail(loopEnds);
    } catch (Error noThread) { // Or no memory.
      fail("cannot be asked: " + noThread, noThread);
    }
  }

  private void connect() {
    if (request.address().origin().http2()) {
      connectHttp2();
      return;
    }
    // A request that cannot be sent twice must not meet a connection that is just being closed.
    var idle = request.isRepeatable() ? pool.take(request.address().origin()) : null;
    if (idle == null) {
      dial();
    } else {
      pooled = true;
      connected(idle);
    }
  }

  private void connectHttp2() {
    var origin = request.address().origin();
    var link = pool.links().free(origin);
    if (link != null) {
      pooled = request.isRepeatable();
      open(link);
    } else if (pool.links().dial(origin, this::goOnAfterDial)) {
      dialsForOthers = true;
      dial();
    } else {
      state = State.DIALLING;
    }
  }

  /** After the dial of another exchange; each makes its own if that was in vain. */
  private void goOnAfterDial(boolean made) {
    if (state == State.DONE) {
      return;
    }
    if (made) {
      connectHttp2();
    } else {
      dial();
    }
  }

  private void open(Http2Link link) {
    state = State.DIALLING;
    var opening = link.open();
    opening.addListener(opened -> {
      if (!opened.isSuccess()) {
        fail(Kind.UNREACHABLE, "no stream: " + ErrorText.reason(opened.cause()), opened.cause());
      } else if (state == State.DONE) {
        opening.getNow().close();
      } else {
        carry(opening.getNow());
      }
    });
  }

  private void dial() {
    state = State.DIALLING;
    dial = new Dial(pool, request.address().origin(), limits.connect(), settings, this);
    dial.start();
  }

  @Override
  public void connected(Channel connected) {
    dial = null;
    var origin = request.address().origin();
    if (origin.http2()) {
      var link = pool.links().begin(origin, connected, dialsForOthers);
      dialsForOthers = false;
      open(link);
    } else {
      carry(connected);
    }
  }

  private void carry(Channel connected) {
    state = State.AWAITING_HEAD;
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
    if (pooled && state == State.AWAITING_HEAD && !pool.loop().isShuttingDown()) {
      pooled = false;
      leave(false);
      dial();
    } else {
      fail(state == State.AWAITING_HEAD ? Kind.UNANSWERED : Kind.BROKEN, what, cause);
    }
  }

  /** The upstream has not acted on the request and will not: it may be sent again if it is here. */
  void refused(String what) {
    pooled = false;
    boolean isHere = !(request.content() instanceof Content.Stream);
    if (isHere && state == State.AWAITING_HEAD && refusals < MOST_REFUSALS) {
      refusals++;
      leave(false);
      connectHttp2();
    } else {
      broken(what, null);
    }
  }

  void fail(String what, @Nullable Throwable cause) {
    fail(Kind.BROKEN, what, cause);
  }

  @Override
  public void fail(Kind kind, String what, @Nullable Throwable cause) {
    fail(new UpstreamException(kind, request, what, cause));
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
    if (dial != null) {
      dial.cancel();
    }
    if (dialsForOthers) {
      dialsForOthers = false;
      pool.links().dialled(request.address().origin(), false);
    }
    leave(keep);
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
