package httpd.server.http2;

import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.limit.Limits;
import httpd.server.answer.Awaited;
import httpd.server.connection.TransferRate;
import org.jspecify.annotations.Nullable;

/**
 * How fast the client of one stream sends its body, or takes its eager answer: made at the first
 * look that finds one of them awaited.
 */
final class StreamRate {

  /** As on a connection of HTTP/1.1: room for an answer is announced in steps. */
  private static final int ANSWER_TIMES = 2;

  interface Transferred {

    /** Returns the bytes so far, of the body or of the answer. */
    long bytes(Awaited awaited);

    /** Whether an answer has bytes that wait for the client. */
    boolean isWaiting();
  }

  private final Limits limits;
  private final Transferred stream;
  private Awaited awaited = Awaited.NOTHING;
  private @Nullable TransferRate rate;
  private long bytes;

  StreamRate(Limits limits, Transferred stream) {
    this.limits = limits;
    this.stream = stream;
  }

  /** Looks at the stream; returns the limit that its client falls short of, null if none. */
  @Nullable Limit look(Awaited now, long nanos) {
    if (now != awaited || rate == null) {
      begin(now);
      return null;
    }
    if (now == Awaited.ANSWER && !stream.isWaiting()) {
      rate.begin();
      return null;
    }
    long before = bytes;
    bytes = stream.bytes(now);
    return rate.isTooSlow(nanos, bytes - before) ? rate.limit() : null;
  }

  private void begin(Awaited now) {
    awaited = now;
    bytes = stream.bytes(now);
    rate =
        switch (now) {
          case BODY -> new TransferRate(limits, Bound.BODY_RATE, 1);
          case ANSWER -> new TransferRate(limits, Bound.ANSWER_RATE, ANSWER_TIMES);
          case NOTHING, REQUEST, HEAD -> null;
        };
  }
}
