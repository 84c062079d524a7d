package httpd.net;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import org.jspecify.annotations.Nullable;

/**
 * For how long a connection has been silent, as the kernel knows it: so nothing has to be noted
 * when something is sent. Over NIO, and over a unix-domain socket, it is unknown.
 */
public final class QuietTime {

  /** What is returned if it is unknown. */
  public static final long UNKNOWN = -1;

  private QuietTime() {}

  /** Returns the milliseconds since a segment with data was sent. On the event loop. */
  public static long sinceSent(Channel channel) {
    var info = info(channel);
    return info == null ? UNKNOWN : info.lastDataSent();
  }

  /** Returns the milliseconds since a segment with data arrived. On the event loop. */
  public static long sinceReceived(Channel channel) {
    var info = info(channel);
    return info == null ? UNKNOWN : info.lastDataRecv();
  }

  private static @Nullable EpollTcpInfo info(Channel channel) {
    var socket = channel instanceof EpollSocketChannel ? channel : channel.parent();
    return socket instanceof EpollSocketChannel epoll && epoll.isOpen() ? epoll.tcpInfo() : null;
  }
}
