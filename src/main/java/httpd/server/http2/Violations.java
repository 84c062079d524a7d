package httpd.server.http2;

import httpd.line.log.LogText;
import httpd.line.log.ServerLog;
import httpd.server.request.ClientText;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;

/** One line in the log for each error of a client: its code, and what was wrong. */
final class Violations {

  private static final System.Logger LOG = ServerLog.ofServer();

  private Violations() {}

  static void ofStream(Channel channel, Http2Error code, String what) {
    log(
        System.Logger.Level.INFO,
        "reset a stream of the HTTP/2 connection of ",
        channel,
        code,
        what);
  }

  /** Logs why a connection is closed, unless its client has gone. */
  static void ofConnection(Channel channel, Throwable why) {
    if (why instanceof IOException || why.getCause() instanceof IOException) {
      return;
    }
    var code = why instanceof Http2Exception known ? known.error() : Http2Error.INTERNAL_ERROR;
    log(
        System.Logger.Level.WARNING,
        "closed the HTTP/2 connection of ",
        channel,
        code,
        String.valueOf(why.getMessage()));
  }

  private static void log(
      System.Logger.Level level, String done, Channel channel, Http2Error code, String what) {
    LOG.log(level, done + ClientText.withPort(channel) + ": " + code + ", " + LogText.of(what));
  }
}
