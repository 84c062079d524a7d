package httpd.server.connection;

import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.server.request.ClientText;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/** The bounds of a head in bytes, which the decoder keeps: counts that one was reached. */
final class HeadBounds {

  private final Limits limits;

  HeadBounds(Limits limits) {
    this.limits = limits;
  }

  /** Counts a head that cannot be decoded, if its length is why. */
  void count(Throwable cause, Channel client) {
    switch (cause) {
      case TooLongHttpLineException line -> reached(Bound.REQUEST_LINE, 414, client);
      case TooLongHttpHeaderException fields -> reached(Bound.HEAD, 431, client);
      default -> {}
    }
  }

  private void reached(Bound bound, int status, Channel client) {
    limits.of(bound).reached(() -> ClientText.answered(status, client));
  }
}
