package httpd.net;

import httpd.line.log.ServerLog;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Handles a connection that cannot be accepted, most often since the process is out of file
 * descriptors: the listener pauses, so that it does not spin, and retries. Meanwhile some
 * connections that wait for a request are closed.
 *
 * <pre>
 *   ACCEPTING ── failure: one line in the log ──► RESTING ── a second ──► TRYING ── a connection ──► ACCEPTING
 *                                                    ▲                      │
 *                                                    └────── failure ───────┘
 * </pre>
 *
 * <p>Everything runs on the listener's event loop.
 */
public final class AcceptFailures extends ChannelInboundHandlerAdapter {

  private static final System.Logger LOG = ServerLog.ofOperator();
  private static final int REST_SECONDS = 1;

  private final Runnable makeRoom;
  private boolean failing;

  /** A descriptor for the first message: the log opens files when it starts. */
  private @Nullable Closeable spare;

  /** Makes the handler for a listener's channel; at each failure, the task closes connections. */
  public AcceptFailures(Runnable makeRoom) {
    this.makeRoom = makeRoom;
  }

  /** Starts the log, which takes descriptors, before there may be none; not before it listens. */
  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    takeSpare();
    ForkJoinPool.commonPool()
        .schedule(() -> LOG.isLoggable(System.Logger.Level.WARNING), 1, TimeUnit.SECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    dropSpare();
  }

  private void takeSpare() {
    try {
      spare = DatagramChannel.open();
    } catch (IOException none) {
      spare = null; // The next failure is said if the log has started by then.
    }
  }

  private void dropSpare() {
    try {
      if (spare != null) {
        spare.close();
      }
    } catch (IOException closedAnyway) {
      // A socket that is bound to nothing has nothing to lose.
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object connection) {
    failing = false;
    context.fireChannelRead(connection);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!failing) {
      failing = true;
      dropSpare();
      LOG.log(
          System.Logger.Level.WARNING,
          "cannot accept connections: {0}; trying again (`ulimit -n` is the number of open files)",
          cause.getMessage());
      takeSpare();
    }
    makeRoom.run();
    var config = context.channel().config();
    config.setAutoRead(false);
    context.executor().schedule(() -> config.setAutoRead(true), REST_SECONDS, TimeUnit.SECONDS);
  }
}
