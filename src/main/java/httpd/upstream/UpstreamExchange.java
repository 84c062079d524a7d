package httpd.upstream;

import httpd.Headers;
import httpd.line.LineSource;
import httpd.line.split.UnfinishedLine;
import httpd.net.ErrorText;
import httpd.upstream.connect.ConnectionPool;
import httpd.upstream.connect.Dial;
import httpd.upstream.connect.DialSettings;
import httpd.upstream.request.Content;
import httpd.upstream.request.UpstreamException;
import httpd.upstream.request.UpstreamException.Kind;
import httpd.upstream.request.UpstreamRequest;
import httpd.upstream.response.FieldNameCheck;
import httpd.upstream.response.ResponseHandler;
import httpd.upstream.response.ResponseHead;
import httpd.upstream.response.ResponseListener;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response.
 *
 * <pre>
 *             none waits in the pool             connected
 *   STARTING ────────────────────────► DIALLING ────────────► AWAITING_HEAD ──────► READING_BODY
 *      │                                  ▲                     ▲   │    head            │
 *      │ one waits                        └─────────────────────│───┤                    │
 *      └────────────────────────────────────────────────────────┘   │ it had been closed │ whole
 *                                           (once, if repeatable)   │                    ▼
 *                                                                   │                  DONE
 *      failure · time limit · cancelled, in any state ──────────────┼─────────────────────▲
 *                                                                   │                     │ both sides
 *                                                                   └──────► TUNNELLING ──┘ have ended
 *                                                                      101
 * </pre>
 *
 * <p>Afterwards the connection waits in the pool for another request if both messages were whole
 * and the upstream keeps it; otherwise it is closed.
 *
 * <p>All of it happens on one event loop; {@link #start}, {@link #cancel} and {@link #clientCloses}
 * may be called from any thread and only hand over. Nothing here holds a lock.
 */
final class UpstreamExchange
    implements Dial.Listener, ResponseHandler.Listener, RequestFeed.Listener, TimeLimits.Listener {

  private enum State {
    STARTING,
    DIALLING,
    AWAITING_HEAD,
    READING_BODY,
    TUNNELLING,
    DONE
  }

  private static final int LONGEST_STATUS_LINE = 8 * 1024;
  private static final int LONGEST_HEADERS = 64 * 1024;
  private static final int LONGEST_PIECE = 64 * 1024;

  /** How long an upstream may take to say 100; many never do (RFC 9110, section 10.1.1). */
  private static final int CONTINUE_MILLIS = 1000;

  private final UpstreamRequest request;
  private final UpstreamLimits limits;
  private final ResponseListener receiver;
  private final ConnectionPool pool;
  private final DialSettings settings;
  private final Consumer<UpstreamExchange> whenDone;
  private final TimeLimits time;
  private final Runnable resume = this::resume;
  private final UnfinishedLine unfinished;

  // The event loop's own.
  private State state = State.STARTING;
  private @Nullable Dial dial;
  private @Nullable Channel channel;
  private @Nullable ResponseHandler handler;
  private @Nullable RequestFeed feed;
  private @Nullable UpstreamTunnel tunnel;
  private boolean pooled;
  private boolean sendFailed;
  private boolean keepAlive;

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
    this.time = new TimeLimits(pool.loop(), limits, this);
    this.unfinished =
        new UnfinishedLine(
            (nanos, task) -> pool.loop().schedule(task, nanos, TimeUnit.NANOSECONDS),
            this::lineIsLate);
  }

  /** Begins, once. Any thread. */
  void start() {
    onLoop(this::begin);
  }

  /**
   * Closes the connection, if there is one, or lets none be made. Any thread, any number of times.
   */
  void cancel() {
    onLoop(() -> finish(false));
  }

  /** Fails, since the client that owns the event loop goes. Any thread. */
  void clientCloses() {
    onLoop(() -> fail(clientClosed(request)));
  }

  /** The event loop has ended, and this with it if it was under way there. Any thread. */
  @Override
  public void loopHasEnded() {
    receiver.failed(clientClosed(request));
    whenDone.accept(this);
  }

  boolean isOn(ConnectionPool pool) {
    return this.pool.equals(pool);
  }

  boolean isDone() {
    return state == State.DONE;
  }

  static UpstreamException clientClosed(UpstreamRequest request) {
    return new UpstreamException(request, "the upstream client was closed", null);
  }

  private void begin() {
    if (isDone()) {
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
    // A request that cannot be sent twice must not meet a connection that is just being closed.
    var waiting = request.isRepeatable() ? pool.take(request.address().origin()) : null;
    if (waiting == null) {
      dial();
    } else {
      pooled = true;
      send(waiting);
    }
  }

  private void dial() {
    state = State.DIALLING;
    dial = new Dial(pool, request.address().origin(), limits.connect(), settings, this);
    dial.start();
  }

  @Override
  public void connected(Channel connected) {
    dial = null;
    send(connected);
  }

  @Override
  public void cannotConnect(Kind kind, String what, @Nullable Throwable cause) {
    fail(new UpstreamException(kind, request, what, cause));
  }

  private void send(Channel connected) {
    state = State.AWAITING_HEAD;
    channel = connected;
    handler = new ResponseHandler(this, request.address().origin().secure());
    // Each exchange has a codec of its own, so that nothing is left in it from the one before.
    connected.pipeline().addLast(new FieldNameCheck(this)).addLast(codec()).addLast(handler);
    connected
        .writeAndFlush(request.toMessage())
        .addListener(sent -> {
          if (!sent.isSuccess()) {
            sendFailed(connected, sent.cause());
          }
        });
    if (request.content() instanceof Content.Stream body) {
      startFeed(connected, body);
    }
    time.awaitHead(() -> feed != null && feed.waitsForClient());
  }

  private static HttpClientCodec codec() {
    var limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LONGEST_STATUS_LINE)
            .setMaxChunkSize(LONGEST_PIECE)
            .setMaxHeaderSize(LONGEST_HEADERS);
    // What is missing when a connection ends early is the handler's to say.
    boolean failOnMissingResponse = false;
    return new HttpClientCodec(limits, false, failOnMissingResponse);
  }

  private void startFeed(Channel connected, Content.Stream body) {
    var started = new RequestFeed(connected, body.source(), this);
    feed = started;
    if (body.onContinue()) {
      pool.loop().schedule(() -> sendBody(started), CONTINUE_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      started.start();
    }
  }

  private void sendBody(RequestFeed body) {
    if (state == State.AWAITING_HEAD) {
      body.start();
    }
  }

  private void sendFailed(Channel connected, Throwable cause) {
    if (connected.equals(channel)) {
      cannotSend(cause);
    }
  }

  /** The answer may be there all the same: whoever refuses a body closes without reading it. */
  @Override
  public void cannotSend(Throwable cause) {
    sendFailed = true;
    if (feed != null) {
      feed.stop();
    }
  }

  @Override
  public void requestMoved() {
    if (state == State.AWAITING_HEAD) {
      time.touch();
    }
  }

  @Override
  public void requestBroken(Throwable cause) {
    fail(
        new UpstreamException(request, "the request broke off: " + ErrorText.reason(cause), cause));
  }

  @Override
  public void writabilityChanged() {
    if (feed != null) {
      feed.writabilityChanged();
    }
  }

  /** 100: the upstream wants the body. */
  @Override
  public void continued() {
    if (feed != null) {
      feed.start();
    }
  }

  /** The final head is there. */
  @Override
  public void head(ResponseHead head) {
    state = State.READING_BODY;
    keepAlive = head.keepsConnection();
    if (feed != null && !feed.hasBegun()) {
      feed.stop(); // The upstream answers without it.
    }
    time.awaitBytes(this::isHeldBack);
    try {
      receiver.head(head);
    } catch (IOException e) {
      fail(e);
    }
  }

  /** The values of {@code Upgrade} that were sent. */
  @Override
  public List<String> protocolsAskedFor() {
    return request.headers().all("Upgrade");
  }

  /** The upstream has switched: the connection is a tunnel's. */
  @Override
  public void switched(ResponseHead head) {
    var switched = channel;
    if (switched == null || handler == null) {
      return;
    }
    state = State.TUNNELLING;
    time.stop();
    try {
      receiver.head(head);
    } catch (IOException e) {
      fail(e);
      return;
    }
    handler.detach();
    var secure = request.address().origin().secure();
    tunnel = new UpstreamTunnel(this, switched, receiver, limits, secure);
    switched.pipeline().replace(handler, null, tunnel);
    switched.pipeline().remove(HttpClientCodec.class); // Gives the tunnel what came with the head.
  }

  /** What the client sends through a tunnel; closed if there is none any more. Any thread. */
  void send(LineSource source) {
    try {
      pool.loop()
          .execute(() -> {
            if (tunnel != null && !isDone()) {
              tunnel.send(source);
            } else {
              source.close();
            }
          });
    } catch (RejectedExecutionException loopIsGone) {
      source.close(); // The receiver has been told.
    }
  }

  /** The next bytes of the body; when they fill the receiver, the upstream's window may close. */
  @Override
  public void bytes(byte[] bytes, int length) {
    try {
      holdBackUnless(receiver.bytes(bytes, 0, length, resume));
    } catch (IOException e) {
      fail(e);
    }
  }

  private void holdBackUnless(boolean welcome) {
    if (!welcome && channel != null) {
      channel.config().setAutoRead(false);
    }
  }

  /** All that was there has been read. */
  @Override
  public void readComplete() {
    if (state == State.READING_BODY) {
      time.touch();
      unfinished.see(receiver.unfinished());
    }
  }

  /** While the receiver has no room, a line waits for room, as all others do. */
  private void lineIsLate() {
    if (state == State.READING_BODY && !isHeldBack()) {
      holdBackUnless(receiver.passUnfinished(resume));
    }
  }

  /**
   * The response is whole.
   *
   * @param excess whether something came behind it, which is nobody's answer
   */
  @Override
  public void end(Headers trailers, boolean excess) {
    boolean sent = !sendFailed && (feed == null || feed.isSent());
    if (finish(keepAlive && sent && !excess)) {
      try {
        receiver.end(trailers);
      } catch (IOException e) {
        receiver.failed(e);
      }
    }
  }

  /** The connection is gone, or what came is not HTTP. */
  @Override
  public void broken(String what, @Nullable Throwable cause) {
    if (pooled && state == State.AWAITING_HEAD && !pool.loop().isShuttingDown()) {
      pooled = false;
      leave(false);
      dial();
    } else {
      fail(what, cause);
    }
  }

  /** Something is missing. Does nothing if the exchange is done. */
  @Override
  public void fail(String what, @Nullable Throwable cause) {
    fail(new UpstreamException(request, what, cause));
  }

  /** What a loop that ends does to its connections is not the upstream's doing. */
  void fail(Throwable failure) {
    if (finish(false)) {
      receiver.passUnfinished(resume);
      receiver.failed(pool.loop().isShuttingDown() ? clientClosed(request) : failure);
    }
  }

  @Override
  public void late(Kind kind, String what) {
    fail(new UpstreamException(kind, request, what, null));
  }

  private boolean isHeldBack() {
    return channel != null && !channel.config().isAutoRead();
  }

  /** There is room again; called on any thread. */
  private void resume() {
    onLoop(this::readOn);
  }

  private void readOn() {
    if (channel != null) {
      time.touch();
      channel.config().setAutoRead(true);
      unfinished.see(receiver.unfinished());
    }
  }

  /** On the loop. Whether this call was the one that finished it. */
  boolean finish(boolean keep) {
    if (isDone()) {
      return false;
    }
    state = State.DONE;
    time.stop();
    unfinished.stop();
    if (dial != null) {
      dial.cancel();
    }
    if (feed != null) {
      feed.stop();
    }
    leave(keep);
    whenDone.accept(this);
    return true;
  }

  /** Parts with the connection. What is left in the codec comes to whoever has it then. */
  private void leave(boolean keep) {
    time.rest();
    var left = channel;
    channel = null;
    if (left == null || handler == null) {
      return;
    }
    if (tunnel != null) {
      tunnel.leave();
      return;
    }
    handler.detach();
    if (keep && left.isActive()) {
      left.pipeline().remove(handler);
      pool.give(request.address().origin(), left);
      left.pipeline().remove(HttpClientCodec.class);
    } else {
      left.close();
    }
  }

  private void onLoop(Runnable task) {
    try {
      pool.loop().execute(task);
    } catch (RejectedExecutionException ended) {
      loopHasEnded();
    }
  }
}
