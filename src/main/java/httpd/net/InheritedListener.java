package httpd.net;

import httpd.exec.posix.ThisProcess;
import httpd.net.ListenException.Reason;
import io.netty.channel.ChannelException;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** A listening socket that the process was started with, over epoll only. */
public final class InheritedListener {

  private static final int SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;

  private static final int STREAM = 1;
  private static final int UNIX = 1;
  private static final int INET = 2;
  private static final int INET6 = 10;

  private final Socket socket;
  private final int domain;

  private InheritedListener(Socket socket, int domain) {
    this.socket = socket;
    this.domain = domain;
  }

  /**
   * Takes a descriptor.
   *
   * @throws ListenException if it is not a stream socket that listens
   */
  public static InheritedListener of(Transport transport, int descriptor) throws IOException {
    if (!transport.isEpoll()) {
      throw new ListenException(
          Reason.OTHER, "sockets are taken over by epoll alone: " + why(transport));
    }
    try {
      var socket = new Socket(descriptor);
      int domain = socket.getIntOpt(SOCKET, SO_DOMAIN);
      boolean listens =
          socket.getIntOpt(SOCKET, SO_TYPE) == STREAM
              && socket.getIntOpt(SOCKET, SO_ACCEPTCONN) == 1
              && (domain == UNIX || domain == INET || domain == INET6);
      if (!listens) {
        throw new ListenException(Reason.NOT_LISTENING, "it is a socket of another kind");
      }
      ThisProcess.adopt(descriptor);
      return new InheritedListener(socket, domain);
    } catch (ListenException known) {
      throw known;
    } catch (IOException | ChannelException notASocket) {
      throw new ListenException(Reason.NOT_LISTENING, "it is not a socket");
    }
  }

  private static String why(Transport transport) {
    var cause = transport == Transport.NIO ? null : Epoll.unavailabilityCause();
    return cause == null ? "the transport is " + transport : String.valueOf(cause.getMessage());
  }

  /** Returns where it listens; an abstract name (unix(7)) begins with {@code @} instead of NUL. */
  public SocketAddress address() {
    if (domain != UNIX) {
      return socket.localAddress();
    }
    return UnixDomainSocketAddress.of(socket.localDomainSocketAddress().path().replace('\0', '@'));
  }

  public boolean isLoopback() {
    return address() instanceof InetSocketAddress tcp && tcp.getAddress().isLoopbackAddress();
  }

  public boolean isUnix() {
    return domain == UNIX;
  }

  /** Makes a channel, which is to be registered, and not to be bound. */
  public ServerChannel newChannel() {
    return isUnix()
        ? new EpollServerDomainSocketChannel(socket.intValue(), true)
        : new EpollServerSocketChannel(socket.intValue());
  }
}
