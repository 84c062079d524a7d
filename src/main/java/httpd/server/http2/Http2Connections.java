package httpd.server.http2;

import httpd.server.answer.ServerShare;
import httpd.server.connection.LoopConnections;
import io.netty.channel.Channel;
import java.util.function.BooleanSupplier;

/**
 * Adds the handlers of HTTP/2 to a channel: the codec, which makes a channel of each stream, and
 * the {@link MultiplexConnection}. Nothing of HTTP/2 is loaded before the first connection.
 */
public final class Http2Connections {

  private final ServerShare server;
  private final BooleanSupplier stopping;

  public Http2Connections(ServerShare server, BooleanSupplier stopping) {
    this.server = server;
    this.stopping = stopping;
  }

  /**
   * Serves a connection that is admitted and whose client speaks HTTP/2: its preface comes next. On
   * its event loop.
   */
  public void serve(Channel channel, LoopConnections neighbours) {
    server.logs().speaks(channel, true);
    MultiplexConnection.serve(channel, server, neighbours, stopping);
  }
}
