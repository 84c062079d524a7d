package httpd.net;

import io.netty.channel.ChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The options of connections that Linux copies from a listening socket to each one that it accepts
 * (tcp(7), socket(7)): set once, they cost a connection no system call. Netty has no names for them
 * on a listening socket.
 */
final class InheritedOptions {

  private static final int SOCKET = 1;
  private static final int SO_KEEPALIVE = 9;

  private static final int TCP = 6;
  private static final int TCP_NODELAY = 1;
  private static final int TCP_KEEPIDLE = 4;
  private static final int TCP_KEEPINTVL = 5;
  private static final int TCP_KEEPCNT = 6;
  private static final int TCP_NOTSENT_LOWAT = 25;

  /**
   * Bytes that the system buffers for a client whose window is full. Without a bound it buffers
   * megabytes for each of thousands of clients that read nothing.
   */
  private static final int MOST_UNSENT = 256 * 1024;

  private InheritedOptions() {}

  static Map<ChannelOption<?>, Object> ofConnections() {
    var options = new LinkedHashMap<ChannelOption<?>, Object>();
    options.put(new IntegerUnixChannelOption("NODELAY", TCP, TCP_NODELAY), 1);
    options.put(new IntegerUnixChannelOption("KEEPALIVE", SOCKET, SO_KEEPALIVE), 1);
    options.put(
        new IntegerUnixChannelOption("KEEPIDLE", TCP, TCP_KEEPIDLE), KeepAliveProbes.IDLE_SECONDS);
    options.put(
        new IntegerUnixChannelOption("KEEPINTVL", TCP, TCP_KEEPINTVL),
        KeepAliveProbes.INTERVAL_SECONDS);
    options.put(new IntegerUnixChannelOption("KEEPCNT", TCP, TCP_KEEPCNT), KeepAliveProbes.COUNT);
    options.put(new IntegerUnixChannelOption("NOTSENT_LOWAT", TCP, TCP_NOTSENT_LOWAT), MOST_UNSENT);
    return options;
  }
}
