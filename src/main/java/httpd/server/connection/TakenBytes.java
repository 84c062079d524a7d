package httpd.server.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * How much of what is written a client has taken. On the event loop only.
 *
 * <p>The system takes some megabytes of an answer at once, and says that it has room for more only
 * when a third of them is gone, which is minutes for a slow client. So over epoll it is asked what
 * the client's system has acknowledged. Over NIO it is offered more, whether it says that it has
 * room or not, and what it takes counts.
 */
final class TakenBytes {

  private static final int TCP = 6;
  private static final int TCP_INFO = 11;

  /** {@code tcpi_bytes_acked} of tcp(7), which kernels have since 4.1, and its length. */
  private static final int BYTES_ACKED = 120;

  private static final ChannelOption<ByteBuffer> INFO =
      new RawUnixChannelOption("HTTPD_TCP_INFO", TCP, TCP_INFO, BYTES_ACKED + Long.BYTES);

  /** What a message counts that was written whole since the last look, whatever its size. */
  private static final long WHOLE_MESSAGE = 64 * 1024;

  private final Channel channel;
  private @Nullable Object message;
  private long progress;
  private long acknowledged;

  TakenBytes(Channel channel) {
    this.channel = channel;
  }

  /** Whether something waits to be taken. */
  boolean isWaiting() {
    var queue = channel.unsafe().outboundBuffer();
    return queue != null && !queue.isEmpty();
  }

  /** Bytes since this was asked last; with the first answer nothing can be done. */
  long sinceLastLook() {
    return Math.max(writtenSinceLastLook(), acknowledgedSinceLastLook());
  }

  private long writtenSinceLastLook() {
    if (channel.unsafe() instanceof AbstractNioChannel.NioUnsafe socket) {
      socket.forceFlush();
    }
    var queue = channel.unsafe().outboundBuffer();
    return queue == null ? 0 : writtenSinceLastLook(queue);
  }

  @SuppressWarnings("ReferenceEquality") // Another message, whatever is in it.
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
