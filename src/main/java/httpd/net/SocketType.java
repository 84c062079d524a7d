package httpd.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The kinds of sockets that an event loop can carry, by the interface of the system it uses. */
public enum SocketType {
  NIO(NioSocketChannel.class, NioDomainSocketChannel.class),
  EPOLL(EpollSocketChannel.class, EpollDomainSocketChannel.class);

  private final Class<? extends Channel> tcp;
  private final Class<? extends Channel> unix;

  SocketType(Class<? extends Channel> tcp, Class<? extends Channel> unix) {
    this.tcp = tcp;
    this.unix = unix;
  }

  public static @Nullable SocketType of(IoEventLoop loop) {
    if (loop.isCompatible(NioIoHandle.class)) {
      return NIO;
    }
    return Epoll.isAvailable() && loop.isCompatible(EpollIoHandle.class) ? EPOLL : null;
  }

  public Class<? extends Channel> tcp() {
    return tcp;
  }

  public Class<? extends Channel> unix() {
    return unix;
  }

  /** Whether a channel is a connection over a unix-domain socket, or a stream of one. */
  public static boolean isUnix(Channel channel) {
    for (var carrier = channel; carrier != null; carrier = carrier.parent()) {
      if (carrier instanceof DomainSocketChannel || carrier instanceof NioDomainSocketChannel) {
        return true;
      }
    }
    return false;
  }

  public SocketAddress address(Path path) {
    return this == EPOLL
        ? new DomainSocketAddress(path.toFile())
        : UnixDomainSocketAddress.of(path);
  }

  /**
   * Acknowledges what a TCP connection has received, at once if the system can. A sender without
   * the acknowledgement may hold its next bytes back until the next request, whose answer they
   * would look like (RFC 9293, section 3.7.4).
   */
  public static void acknowledge(Channel channel) {
    try {
      if (channel instanceof EpollSocketChannel tcp) {
        tcp.config().setTcpQuickAck(true);
      }
    } catch (ChannelException broken) {
      channel.close();
    }
  }

  /**
   * Offers the system the bytes that wait, although it has not reported room for them. It does so
   * late: over a unix-domain socket when three quarters of what it holds have been read. Over TCP
   * with epoll it does nothing. On the channel's event loop.
   */
  public static void flushUnasked(Channel channel) {
    if (channel.unsafe() instanceof AbstractNioChannel.NioUnsafe nio) {
      nio.forceFlush();
    } else if (channel instanceof EpollDomainSocketChannel) {
      EpollIoEvent room = () -> EpollIoOps.EPOLLOUT;
      ((EpollIoHandle) channel.unsafe()).handle(null, room); // It does not ask who reports it.
    }
  }

  /**
   * Whether a connection's socket is open and has nothing to read, not even an end. A byte that is
   * there is lost. On the channel's event loop.
   */
  public static boolean isSilent(Channel channel) {
    var memory = channel.alloc().directBuffer(1);
    try {
      var next = memory.internalNioBuffer(0, 1);
      if (channel instanceof UnixChannel unix) {
        return unix.fd().read(next, next.position(), next.limit()) == 0;
      }
      return channel.unsafe() instanceof AbstractNioChannel.NioUnsafe nio
          && nio.ch() instanceof ReadableByteChannel socket
          && socket.read(next) == 0;
    } catch (IOException broken) {
      return false;
    } finally {
      memory.release();
    }
  }

  /** Closes the socket of a channel whose event loop has ended; an error too leaves it closed. */
  public static void close(Channel channel) throws IOException {
    if (channel instanceof UnixChannel unix) {
      unix.fd().close();
    } else if (channel.unsafe() instanceof AbstractNioChannel.NioUnsafe nio) {
      nio.ch().close();
    }
  }
}
