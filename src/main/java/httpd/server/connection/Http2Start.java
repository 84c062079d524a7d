package httpd.server.connection;

import io.netty.channel.Channel;

/** Serves a connection that speaks HTTP/2 from now on: its preface comes next. */
public interface Http2Start {

  /** Adds the handlers of HTTP/2. On the event loop of the connection. */
  void serve(Channel channel, LoopConnections neighbours);
}
