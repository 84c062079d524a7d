package httpd.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.socket.DuplexChannel;

/**
 * The end of what this side sends on a connection that it still reads: a FIN, and before it what an
 * encrypted connection says at its end, without which the client would take it for a cut.
 */
public final class OutputEnd {

  /** A handler between HTTP and the socket that has an end of its own, as TLS has. */
  public interface Layer extends ChannelHandler {

    /** Sends its end, then the FIN; what was flushed before has priority. */
    ChannelFuture endOutput();
  }

  private OutputEnd() {}

  /** Sends the end of a connection, which is a socket. On its event loop. */
  public static ChannelFuture send(Channel channel) {
    var layer = channel.pipeline().get(Layer.class);
    return layer == null ? ((DuplexChannel) channel).shutdownOutput() : layer.endOutput();
  }

  /** Whether the bytes that are written are those that the socket sends. */
  public static boolean isPlain(Channel channel) {
    return channel instanceof DuplexChannel && channel.pipeline().get(Layer.class) == null;
  }
}
