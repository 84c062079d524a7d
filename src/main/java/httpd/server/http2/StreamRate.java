package httpd.server.http2;

import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.server.answer.Awaited;
import httpd.server.answer.Exchange;
import httpd.server.connection.TransferRate;
import httpd.server.request.ClientText;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2StreamChannel;
import org.jspecify.annotations.Nullable;

/**
 * How fast the client of one stream sends its body, or takes its eager answer: made at the first
 * look that finds one of them awaited.
 */
final class StreamRate {

  /** As on a connection of HTTP/1.1: room for an answer is announced in steps. */
  private static final int ANSWER_TIMES = 2;

  private final Limits limits;
  private final GuardedCodec codec;
  private final Channel channel;
  private Awaited awaited = Awaited.NOTHING;
  private @Nullable TransferRate rate;
  private @Nullable DataCount sent;
  private long bytes;

  StreamRate(Limits limits, GuardedCodec codec, Channel channel) {
    this.limits = limits;
    this.codec = codec;
    this.channel = channel;
  }

  /** Looks at the stream; returns whether its client is too slow, which is then counted. */
  boolean isTooSlow(Exchange exchange, long nanos) {
    var now = exchange.awaited();
    if (now != awaited || rate == null) {
      begin(now, exchange);
      return false;
    }
    if (now == Awaited.ANSWER && !codec.hasWaitingData(id())) {
      rate.begin();
      return false;
    }
    long before = bytes;
    bytes = bytes(exchange);
    boolean missed = rate.isTooSlow(nanos, bytes - before);
    if (missed) {
      var what = now == Awaited.BODY ? "ended a request of " : "reset a stream of ";
      rate.limit().reached(() -> what + ClientText.address(channel));
    }
    return missed;
  }

  private void begin(Awaited now, Exchange exchange) {
    awaited = now;
    bytes = bytes(exchange);
    rate =
        switch (now) {
          case BODY -> new TransferRate(limits, Bound.BODY_RATE, 1);
          case ANSWER -> new TransferRate(limits, Bound.ANSWER_RATE, ANSWER_TIMES);
          case NOTHING, REQUEST, HEAD -> null;
        };
  }

  private long bytes(Exchange exchange) {
    if (awaited == Awaited.BODY) {
      return exchange.body().received() + codec.cutter().partialData(id());
    }
    if (sent == null) {
      sent = codec.countSent(id());
    }
    return sent == null ? 0 : sent.all();
  }

  private int id() {
    return ((Http2StreamChannel) channel).stream().id();
  }
}
