package httpd.server.answer;

import httpd.websocket.OutgoingMessages;
import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Pings the client of a WebSocket after each silence, and finds that it is dead.
 *
 * <pre>
 *            a heartbeat without a byte             two more
 *   HEARD ─────────────────────────────► PINGED ─────────────► DEAD
 *     ▲                                     │
 *     └──────────── any byte ───────────────┘
 * </pre>
 *
 * <p>A client that is not read, or that has not been sent its ping, is not dead. While it is not
 * read it gets a ping each time: if it has gone, its FIN may wait behind what is not read, and the
 * answer of its system to a ping is a reset.
 */
final class PingTimer {

  private static final int PATIENCE = 2;

  private final EventLoop loop;
  private final EventStreamPolicy policy;
  private final OutgoingMessages outgoing;
  private final MessageInput input;
  private final Runnable whenDead;
  private long heard;
  private int unanswered;
  private @Nullable Future<?> next;

  PingTimer(
      EventLoop loop,
      EventStreamPolicy policy,
      OutgoingMessages outgoing,
      MessageInput input,
      Runnable whenDead) {
    this.loop = loop;
    this.policy = policy;
    this.outgoing = outgoing;
    this.input = input;
    this.whenDead = whenDead;
  }

  void start() {
    if (policy.beats()) {
      next = loop.schedule(this::look, policy.heartbeatNanos(), TimeUnit.NANOSECONDS);
    }
  }

  void stop() {
    if (next != null) {
      next.cancel(false);
      next = null;
    }
  }

  private void look() {
    boolean isSilent = heard == input.reads();
    heard = input.reads();
    if (!isSilent) {
      unanswered = 0;
    } else if (!input.isRead()) {
      unanswered = 0;
      outgoing.ping();
    } else if (unanswered == 0) {
      unanswered = 1;
      outgoing.ping();
    } else if (outgoing.pingIsSent() && unanswered++ == PATIENCE) {
      whenDead.run();
      return;
    }
    start();
  }
}
