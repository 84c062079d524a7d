package httpd.upstream.connect;

import httpd.line.log.ServerLog;
import httpd.net.LoopTask;
import httpd.net.ReadControl;
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
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop, and the idle ones among them by origin. Used on that loop
 * only, so it has no lock; a connection stays on its loop for life.
 *
 * <p>Idle connections stay readable; any data or end closes them. Before a connection is used again
 * its socket is read as well, since data may have arrived that this loop has not read yet: it would
 * be taken for the response to the next request.
 */
public final class ConnectionPool {

  private static final System.Logger LOG = ServerLog.ofServer();

  private static final int LONGEST_IDLE_SECONDS = 30;

  /** Idle connections of one origin on one loop. */
  private static final int MOST_IDLE = 64;

  private final IoEventLoop loop;
  private final Map<Origin, Deque<Channel>> idle = new HashMap<>();
  private final Consumer<ConnectionPool> makeRoomElsewhere;
  private final Http2Links links = new Http2Links();
  private final ChannelGroup all;

  public ConnectionPool(IoEventLoop loop, Consumer<ConnectionPool> makeRoomElsewhere) {
    this.loop = loop;
    this.makeRoomElsewhere = makeRoomElsewhere;
    all = new DefaultChannelGroup("httpd-upstream", GlobalEventExecutor.INSTANCE, true);
  }

  public IoEventLoop loop() {
    return loop;
  }

  /** The connections that many exchanges share. */
  public Http2Links links() {
    return links;
  }

  /** Adds a connection of this loop, which may not be complete yet. */
  void add(Channel connection) {
    all.add(connection);
  }

  /** Takes the idle connection that was used last, or null. The caller owns it. */
  public @Nullable Channel take(Origin origin) {
    var ofOrigin = idle.get(origin);
    while (ofOrigin != null) {
      var channel = ofOrigin.peekLast();
      if (channel == null) {
        return null;
      }
      // The removal takes the channel out of the queue as well.
      channel.pipeline().remove(Idle.class);
      if (channel.isActive() && SocketType.isSilent(channel)) {
        return channel;
      }
      channel.close();
    }
    return null;
  }

  /** Keeps a connection that has become idle, or closes it if there are enough. */
  public void give(Origin origin, Channel channel) {
    var ofOrigin = idle.get(origin);
    if ((ofOrigin != null && ofOrigin.size() >= MOST_IDLE) || !channel.isActive()) {
      channel.close();
      return;
    }
    channel.pipeline().addLast(new Idle(origin));
    new ReadControl(channel).resume();
    SocketType.acknowledge(channel);
  }

  /**
   * Makes room for another connection: closes the one that has been idle longest here, at once. If
   * none is idle here, the other loops close one each, later.
   */
  void makeRoom() {
    if (idle.isEmpty()) {
      links.closeIdle(true);
      makeRoomElsewhere.accept(this);
    } else {
      closeOldest();
    }
  }

  private void closeOldest() {
    idle.values().stream()
        .map(Deque::getFirst)
        .min(Comparator.comparingLong(ConnectionPool::since))
        .ifPresent(Channel::close);
  }

  private static long since(Channel channel) {
    return channel.pipeline().get(Idle.class).since;
  }

  /** Closes the connection that has been idle longest, if there is one. Any thread. */
  void closeOneIdle() {
    onLoop(this::closeOldest);
  }

  void closeIdle() {
    onLoop(() -> {
      var each = idle.values().stream().flatMap(Deque::stream).toList();
      each.forEach(Channel::close);
      links.closeIdle(false);
    });
  }

  /** Returns how many connections are idle, by origin. Any thread. */
  CompletableFuture<Map<Origin, Integer>> idle() {
    var answer = new CompletableFuture<Map<Origin, Integer>>();
    LoopTask.execute(
        loop,
        () -> {
          var counts = new HashMap<Origin, Integer>();
          idle.forEach((origin, those) -> counts.put(origin, those.size()));
          answer.complete(counts);
        },
        () -> answer.complete(Map.of()));
    return answer;
  }

  private void onLoop(Runnable task) {
    LoopTask.execute(loop, task, this::loopHasEnded);
  }

  /**
   * Closes every connection, and each one that is added later. Done on the loop: from another
   * thread, the loop might have ended when a connection is to be closed, or to tell that it is.
   *
   * @param afterwards runs when all are closed, on another thread; not if the loop has ended
   */
  public void close(Runnable afterwards) {
    onLoop(() -> all.close().addListener(closed -> afterwards.run()));
  }

  /** Closes what the loop has left open when it ended. Any thread. */
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

  private final class Idle extends ChannelInboundHandlerAdapter {
    private final Origin origin;
    private final long since = System.nanoTime();
    private @Nullable Future<?> end;

    Idle(Origin origin) {
      this.origin = origin;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      queue().addLast(context.channel());
      end = loop.schedule(() -> context.close(), LONGEST_IDLE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
      var queue = queue();
      queue.removeLastOccurrence(context.channel());
      if (queue.isEmpty()) {
        idle.remove(origin);
      }
      if (end != null) {
        end.cancel(false);
      }
    }

    private Deque<Channel> queue() {
      return idle.computeIfAbsent(origin, of -> new ArrayDeque<>());
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
