package httpd.net;

import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;

/**
 * The probes by which the system detects a dead peer on a silent connection (tcp(7),
 * "TCP_KEEPIDLE"): a machine without power, or a router that has dropped the connection. They also
 * keep such a router from dropping it.
 */
public final class KeepAliveProbes {

  static final int IDLE_SECONDS = 60;
  static final int INTERVAL_SECONDS = 15;
  static final int COUNT = 4;

  private static final Set<SocketOption<?>> KNOWN = known();

  private KeepAliveProbes() {}

  /** Returns the options of an accepted connection that the system has. */
  static Map<ChannelOption<?>, Object> optionsOverNio() {
    var options = new LinkedHashMap<ChannelOption<?>, Object>();
    options.put(ChannelOption.SO_KEEPALIVE, true);
    addIfKnown(options, ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_SECONDS);
    addIfKnown(options, ExtendedSocketOptions.TCP_KEEPINTERVAL, INTERVAL_SECONDS);
    addIfKnown(options, ExtendedSocketOptions.TCP_KEEPCOUNT, COUNT);
    return options;
  }

  private static void addIfKnown(
      Map<ChannelOption<?>, Object> options, SocketOption<Integer> option, int value) {
    if (KNOWN.contains(option)) {
      options.put(NioChannelOption.of(option), value);
    }
  }

  private static Set<SocketOption<?>> known() {
    try (var socket = SocketChannel.open()) {
      return socket.supportedOptions();
    } catch (IOException noSockets) {
      return Set.of();
    }
  }
}
