package httpd.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The short way from memory to the socket of a channel, past its queue, which is open while nothing
 * waits in that. Most lines of a fan-out find the socket with room: then what the long way costs is
 * mostly the cache misses on its objects, for each line of each client.
 *
 * <p>It is there over epoll only, and only if nothing stands between the HTTP codec and the socket.
 * On the event loop only, which is also where the socket is closed: so a file descriptor that was
 * given to another connection meanwhile is never written to.
 */
public final class DirectSocket {

  private final @Nullable Socket socket;
  private final @Nullable ChannelOutboundBuffer queue;

  public DirectSocket(Channel channel) {
    this.queue = channel.unsafe().outboundBuffer();
    this.socket =
        channel instanceof EpollSocketChannel epoll
                && epoll.fd() instanceof Socket socket
                && channel.pipeline().first() instanceof CombinedChannelDuplexHandler
            ? socket
            : null;
  }

  /** Whether nothing that was written before would be overtaken. */
  public boolean isClear() {
    return socket != null
        && queue != null
        && socket.isOpen()
        && queue.totalPendingWriteBytes() == 0;
  }

  /**
   * Sends as much as the socket has room for, which may be nothing; only while it is {@linkplain
   * #isClear clear}. A socket that is broken has room for nothing: the long way finds that out too,
   * and tells all who are to know.
   *
   * @return bytes sent
   */
  public int send(long memoryAddress, int length) {
    try {
      return Objects.requireNonNull(socket).sendAddress(memoryAddress, 0, length);
    } catch (IOException broken) {
      return 0;
    }
  }
}
