package httpd.server.connection;

import httpd.net.SocketType;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Measures how much of what is written a client has read. On the event loop only.
 *
 * <p>The system accepts some megabytes of an answer at once, and reports room for more only when a
 * third of them has left, which takes minutes with a slow client. So over epoll the bytes count
 * that the client's system has acknowledged. Over NIO, and over a unix-domain socket, the system is
 * offered more without such a report, and what it accepts counts.
 */
final class TakenBytes {

  private static final int TCP = 6;
  private static final int TCP_INFO = 11;

  /** The offset of {@code tcpi_bytes_acked} of tcp(7), which kernels have since 4.1. */
  private static final int BYTES_ACKED = 120;

  private static final ChannelOption<ByteBuffer> INFO =
      new RawUnixChannelOption("HTTPD_TCP_INFO", TCP, TCP_INFO, BYTES_ACKED + Long.BYTES);

  /** The bytes that a message counts which was written completely since the last check. */
  private static final long WHOLE_MESSAGE = 64 * 1024;

  private final Channel channel;
  private @Nullable Object message;
  private long progress;
  private long acknowledged;

  TakenBytes(Channel channel) {
    this.channel = channel;
  }

  boolean isWaiting() {
    var queue = channel.unsafe().outboundBuffer();
    return queue != null && !queue.isEmpty();
  }

  /** Returns the bytes since the previous call; the first result has no meaning. */
  long sinceLastLook() {
    return Math.max(writtenSinceLastLook(), acknowledgedSinceLastLook());
  }

  private long writtenSinceLastLook() {
    SocketType.flushUnasked(channel);
    var queue = channel.unsafe().outboundBuffer();
    return queue == null ? 0 : writtenSinceLastLook(queue);
  }

  @SuppressWarnings("ReferenceEquality") // Another message, even if it is equal.
  private long writtenSinceLastLook(ChannelOutboundBuffer queue) {
    var before = message;
    long progressBefore = progress;
    message = queue.current();
    progress = queue.currentProgress();
    return message == before ? progress - progressBefore : WHOLE_MESSAGE;
  }

  private long acknowledgedSinceLastLook() {
    long before = acknowledged;
    acknowledged = acknowledged();
    return acknowledged - before;
  }

  private long acknowledged() {
    if (!(channel instanceof EpollSocketChannel)) {
      return 0;
    }
    var info = channel.config().getOption(INFO);
    return info.order(ByteOrder.nativeOrder()).getLong(BYTES_ACKED);
  }
}
