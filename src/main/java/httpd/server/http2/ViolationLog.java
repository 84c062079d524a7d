package httpd.server.http2;

import httpd.line.log.LogText;
import httpd.line.log.ServerLog;
import httpd.server.request.ClientText;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Error;

/** Logs how a client has broken a rule of HTTP/2, one line each. */
final class ViolationLog {

  private static final System.Logger LOG = ServerLog.ofServer();

  private ViolationLog() {}

  static void ofConnection(Channel connection, Http2Error code, Throwable cause) {
    log("closing the HTTP/2 connection of " + ClientText.withPort(connection), code, cause);
  }

  static void ofStream(Channel stream, Http2Error code, Throwable cause) {
    log("resetting an HTTP/2 stream of " + ClientText.withPort(stream), code, cause);
  }

  private static void log(String what, Http2Error code, Throwable cause) {
    var why = LogText.of(String.valueOf(cause.getMessage()));
    LOG.log(System.Logger.Level.INFO, what + ": " + code + ", " + why);
  }
}
