package httpd.upstream;

import httpd.line.Line;
import httpd.line.LineQueue;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response over a connection of their own.
 *
 * <pre>
 *   RESOLVING ──────► CONNECTING ──────► EXCHANGING ──────► DONE    connection closed
 *       │              │      ▲│              │               ▲
 *       │   next address└──────┘              │ end           │
 *       └──────────────────┴──────────────────┴───────────────┘
 *         failure · time limit (up to here) · cancelled
 * </pre>
 *
 * <p>All of it happens on one event loop; {@link #start}, {@link #cancel} and {@link #clientCloses}
 * may be called from any thread and only hand over. The one thing that blocks, looking up a name,
 * has a thread of its own. Nothing here holds a lock, and the queue runs its callbacks outside its
 * own.
 */
final class Exchange {

  private final UpstreamRequest request;
  private final LineQueue queue;
  private final EventLoop loop;
  private final Duration connectLimit;
  private final Consumer<Exchange> whenDone;

  // The event loop's own.
  private final Queue<InetAddress> untried = new ArrayDeque<>();
  private @Nullable Channel channel;
  private @Nullable Future<?> timeLimit;
  private boolean done;

  Exchange(
      UpstreamRequest request,
      LineQueue queue,
      EventLoop loop,
      Duration connectLimit,
      Consumer<Exchange> whenDone) {
    this.request = request;
    this.queue = queue;
    this.loop = loop;
    this.connectLimit = connectLimit;
    this.whenDone = whenDone;
  }

  /** Begins, once. Any thread. */
  void start() {
    onLoop(this::resolve);
  }

  /**
   * Closes the connection, if there is one, or lets none be made. Any thread, any number of times.
   */
  void cancel() {
    onLoop(this::finish);
  }

  /** Fails, since the client that owns the event loop goes. Any thread. */
  void clientCloses() {
    onLoop(() -> fail(clientClosed(request)));
  }

  boolean isDone() {
    return done;
  }

  /** Hands a line over; when that fills the queue, the upstream's window is left to close. */
  void deliver(Line line) {
    if (!queue.offer(line, this::resume) && channel != null) {
      channel.config().setAutoRead(false);
    }
  }

  /** The response is whole. */
  void end() {
    if (finish()) {
      queue.end();
    }
  }

  /** Something is missing. Does nothing if the exchange is done. */
  void fail(String what, @Nullable Throwable cause) {
    fail(new UpstreamException(request, what, cause));
  }

  /** Something is missing. Does nothing if the exchange is done. */
  void fail(Throwable failure) {
    if (finish()) {
      queue.fail(failure);
    }
  }

  static UpstreamException clientClosed(UpstreamRequest request) {
    return new UpstreamException(request, "the upstream client was closed", null);
  }

  private void resolve() {
    if (done) {
      return;
    }
    timeLimit = loop.schedule(this::giveUp, connectLimit.toMillis(), TimeUnit.MILLISECONDS);
    var host = request.address().host();
    var literal = literal(host);
    if (literal != null) {
      connect(List.of(literal));
    } else {
      // A lookup blocks in native code, where a virtual thread would hold its carrier.
      Thread.ofPlatform().daemon().name("httpd-resolve-" + host).start(this::lookUp);
    }
  }

  private static @Nullable InetAddress literal(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException name) {
      return null;
    }
  }

  /** On its own thread. */
  private void lookUp() {
    try {
      var found = List.of(InetAddress.getAllByName(request.address().host()));
      onLoop(() -> connect(found));
    } catch (UnknownHostException | RuntimeException e) {
      onLoop(() -> fail("unknown host: " + Wording.reason(e), e));
    }
  }

  private void connect(List<InetAddress> found) {
    untried.addAll(found);
    connectToNext();
  }

  private void connectToNext() {
    var next = untried.poll();
    if (done || next == null) {
      return;
    }
    var connecting =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // One limit for all addresses: ours.
            .handler(new HttpPipeline())
            .connect(new InetSocketAddress(next, request.address().port()));
    channel = connecting.channel();
    connecting.addListener(connected -> connected(connecting));
  }

  private void connected(ChannelFuture connecting) {
    if (done) {
      connecting.channel().close();
    } else if (connecting.isSuccess()) {
      dropTimeLimit();
      send(connecting.channel());
    } else if (untried.isEmpty()) {
      var cause = connecting.cause();
      fail("cannot connect: " + Wording.reason(cause), cause);
    } else {
      connectToNext();
    }
  }

  private void send(Channel connected) {
    connected.pipeline().addLast(new ResponseHandler(this));
    connected
        .writeAndFlush(request.toMessage())
        .addListener(sent -> {
          if (!sent.isSuccess()) {
            var cause = sent.cause();
            fail("sending the request failed: " + Wording.reason(cause), cause);
          }
        });
  }

  private void giveUp() {
    fail("no connection within " + connectLimit.toMillis() + " ms", null);
  }

  /** There is room again; called on any thread. */
  private void resume() {
    onLoop(this::readOn);
  }

  private void readOn() {
    if (!done && channel != null) {
      channel.config().setAutoRead(true);
    }
  }

  /** Whether this call was the one that finished it. */
  private boolean finish() {
    if (done) {
      return false;
    }
    done = true;
    dropTimeLimit();
    if (channel != null) {
      channel.close();
    }
    whenDone.accept(this);
    return true;
  }

  private void dropTimeLimit() {
    if (timeLimit != null) {
      timeLimit.cancel(false);
      timeLimit = null;
    }
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException loopIsGone) {
      queue.fail(clientClosed(request)); // And with the loop its connections.
    }
  }
}
