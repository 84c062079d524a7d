package httpd.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;

/**
 * Has the close of a connection be a reset, whichever side closes and even if the process is
 * killed: no peer takes a reset for the end of what it reads. A unix-domain socket has no reset.
 */
public final class SocketReset {

  private SocketReset() {}

  /** Sets whether a close is a reset from now on ({@code SO_LINGER} 0, socket(7)). */
  public static void onClose(Channel channel, boolean reset) {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, reset ? 0 : -1);
    }
  }
}
