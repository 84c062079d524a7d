package httpd.server.http2;

import httpd.line.log.LogText;
import httpd.line.log.ServerLog;
import httpd.server.request.ClientText;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;

/**
 * The errors of one client in the log, each with its code and what was wrong: the first one that
 * resets a stream, and the one that closes the connection. A client that has many streams reset
 * must not use up {@code log-rate}, since then the line that names its flood is left out.
 */
final class Violations {

  private static final System.Logger LOG = ServerLog.ofServer();

  private final Channel channel;
  private boolean streamLogged;

  Violations(Channel channel) {
    this.channel = channel;
  }

  void ofStream(Http2Error code, String what) {
    if (!streamLogged) {
      streamLogged = true;
      log(System.Logger.Level.INFO, "reset a stream of the HTTP/2 connection of ", code, what);
    }
  }

  /** Logs why a connection is closed, unless its client has gone. */
  void ofConnection(Throwable why) {
    if (why instanceof IOException || why.getCause() instanceof IOException) {
      return;
    }
    var code = why instanceof Http2Exception known ? known.error() : Http2Error.INTERNAL_ERROR;
    log(
        System.Logger.Level.WARNING,
        "closed the HTTP/2 connection of ",
        code,
        String.valueOf(why.getMessage()));
  }

  private void log(System.Logger.Level level, String done, Http2Error code, String what) {
    LOG.log(level, done + ClientText.withPort(channel) + ": " + code + ", " + LogText.of(what));
  }
}
