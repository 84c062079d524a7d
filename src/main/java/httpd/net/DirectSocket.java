package httpd.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.unix.Socket;
import io.netty.handler.codec.http.HttpObjectEncoder;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes from memory to the socket of a channel, past the channel's queue, while that is empty.
 * Most lines of a fan-out find room in the socket; the queue would cost cache misses on its
 * objects, for each line of each client.
 *
 * <p>It works over epoll only, and only if nothing stands between the HTTP codec and the socket. On
 * the event loop only, which is also where the socket is closed: so a file descriptor that now
 * belongs to another connection is never written to.
 */
public final class DirectSocket {

  private final @Nullable Socket socket;
  private final @Nullable ChannelOutboundBuffer queue;

  public DirectSocket(Channel channel) {
    this.queue = channel.unsafe().outboundBuffer();
    this.socket =
        channel instanceof AbstractEpollStreamChannel epoll
                && epoll.fd() instanceof Socket socket
                && encodes(channel.pipeline().first())
            ? socket
            : null;
  }

  private static boolean encodes(@Nullable ChannelHandler first) {
    return first instanceof HttpObjectEncoder || first instanceof CombinedChannelDuplexHandler;
  }

  /** Whether the queue is empty, so that a write here overtakes nothing. */
  public boolean isClear() {
    return socket != null
        && queue != null
        && socket.isOpen()
        && queue.totalPendingWriteBytes() == 0;
  }

  /**
   * Sends as much as a {@linkplain #isClear clear} socket has room for, and returns how many bytes.
   * A broken socket has no room: a write to the channel then reports the failure.
   */
  public int send(long memoryAddress, int length) {
    try {
      return Objects.requireNonNull(socket).sendAddress(memoryAddress, 0, length);
    } catch (IOException broken) {
      return 0;
    }
  }

  /** As {@link #send(long, int)}, of the bytes of a buffer, which stays as it is. */
  public int send(ByteBuf bytes) {
    return bytes.hasMemoryAddress()
        ? send(bytes.memoryAddress() + bytes.readerIndex(), bytes.readableBytes())
        : 0;
  }
}
