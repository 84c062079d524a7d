package httpd.upstream.connect;

import httpd.line.log.ServerLog;
import httpd.net.LoopTask;
import httpd.net.SocketType;
import httpd.upstream.request.Origin;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoEventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop, and which of them wait for their next request, by origin. On
 * that loop only, so that there is no lock; a connection stays on its loop for life.
 *
 * <p>A waiting connection is read from: any data and any end closes it. Before it is used again its
 * socket is looked at as well, since data may have arrived that this loop has not read yet. It
 * would be taken for the answer to the next request.
 */
public final class ConnectionPool {

  private static final System.Logger LOG = ServerLog.ofServer();

  /** How long a connection waits for another request. */
  private static final int PATIENCE_SECONDS = 30;

  /** Of one origin on one loop. */
  private static final int MOST_WAITING = 64;

  private final IoEventLoop loop;
  private final Map<Origin, Deque<Channel>> waiting = new HashMap<>();
  private final Consumer<ConnectionPool> makeRoomElsewhere;
  private final ChannelGroup all;

  /**
   * Without a connection.
   *
   * @param makeRoomElsewhere has the other pools close what waits, by {@link #closeOneWaiting}
   */
  public ConnectionPool(IoEventLoop loop, Consumer<ConnectionPool> makeRoomElsewhere) {
    this.loop = loop;
    this.makeRoomElsewhere = makeRoomElsewhere;
    all = new DefaultChannelGroup("httpd-upstream", GlobalEventExecutor.INSTANCE, true);
  }

  public IoEventLoop loop() {
    return loop;
  }

  /** A connection of this loop from now on, which may be just being made. */
  void add(Channel connection) {
    all.add(connection);
  }

  /** The connection that was used last, or null. It is the caller's from now on. */
  public @Nullable Channel take(Origin origin) {
    var ofOrigin = waiting.get(origin);
    while (ofOrigin != null) {
      var channel = ofOrigin.peekLast();
      if (channel == null) {
        return null;
      }
      // First: removing it takes it out of the queue as well.
      channel.pipeline().remove(Waiting.class);
      if (channel.isActive() && SocketType.isSilent(channel)) {
        return channel;
      }
      channel.close();
    }
    return null;
  }

  /** Keeps a connection on which nothing is under way, or closes it if there are enough. */
  public void give(Origin origin, Channel channel) {
    var ofOrigin = waiting.get(origin);
    if ((ofOrigin != null && ofOrigin.size() >= MOST_WAITING) || !channel.isActive()) {
      channel.close();
      return;
    }
    channel.pipeline().addLast(new Waiting(origin));
    channel.config().setAutoRead(true);
    SocketType.acknowledge(channel);
  }

  /**
   * Makes room for another connection: closes the one that has waited longest here, at once. If
   * none waits here, the other loops do the same, later.
   */
  void makeRoom() {
    if (waiting.isEmpty()) {
      makeRoomElsewhere.accept(this);
    } else {
      closeOldestWaiting();
    }
  }

  private void closeOldestWaiting() {
    Channel oldest = null;
    for (var ofOrigin : waiting.values()) {
      var first = ofOrigin.peekFirst();
      if (first != null && (oldest == null || since(first) < since(oldest))) {
        oldest = first;
      }
    }
    if (oldest != null) {
      oldest.close();
    }
  }

  private static long since(Channel waiting) {
    return waiting.pipeline().get(Waiting.class).since;
  }

  /** Closes the one that has waited longest, if any does. Any thread. */
  void closeOneWaiting() {
    onLoop(this::closeOldestWaiting);
  }

  /** Closes all that wait. Any thread. */
  void closeWaiting() {
    onLoop(() -> {
      var each = waiting.values().stream().flatMap(Deque::stream).toList();
      each.forEach(Channel::close);
    });
  }

  private void onLoop(Runnable task) {
    LoopTask.execute(loop, task, this::loopHasEnded);
  }

  /**
   * Closes every connection, and each that is added from now on; done when those of now are closed.
   * Any thread.
   */
  public Future<?> close() {
    return all.close();
  }

  /** The loop has ended: closes what it has left open, as it may. Any thread. */
  void loopHasEnded() {
    for (var left : all) {
      ConnectionPlace.releaseOf(left);
      try {
        SocketType.close(left);
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "closing a connection to an upstream failed", e);
      }
    }
  }

  /** Stands in the pipeline of a connection while it waits. */
  private final class Waiting extends ChannelInboundHandlerAdapter {
    private final Origin origin;
    private final long since = System.nanoTime();
    private @Nullable Future<?> end;

    Waiting(Origin origin) {
      this.origin = origin;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      queue().addLast(context.channel());
      end = loop.schedule(() -> context.close(), PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
      var queue = queue();
      queue.removeLastOccurrence(context.channel());
      if (queue.isEmpty()) {
        waiting.remove(origin);
      }
      if (end != null) {
        end.cancel(false);
      }
    }

    private Deque<Channel> queue() {
      return waiting.computeIfAbsent(origin, of -> new ArrayDeque<>());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
      context.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
