package httpd.server.connection;

import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.server.request.ClientText;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/** Counts the heads that are longer than their limits, which the decoder enforces. */
final class HeadBounds {

  private HeadBounds() {}

  /** Counts a head that cannot be decoded, if its length is the reason. */
  static void count(Limits limits, Throwable cause, Channel client) {
    switch (cause) {
      case TooLongHttpLineException line -> reached(limits, Bound.REQUEST_LINE, 414, client);
      case TooLongHttpHeaderException fields -> reached(limits, Bound.HEAD, 431, client);
      default -> {}
    }
  }

  private static void reached(Limits limits, Bound bound, int status, Channel client) {
    limits.of(bound).reached(() -> ClientText.answered(status, client));
  }
}
