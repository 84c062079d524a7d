package httpd.metrics;

import httpd.Request;
import httpd.server.answer.ExchangeLog;
import httpd.server.answer.Watched;
import httpd.stream.LineMeter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The counts of one event loop: plain fields that only this loop changes, and the list of its open
 * exchanges. On that loop only.
 */
final class LoopCounts implements LineMeter {

  private final StreamKinds kinds;
  private final Sums now;
  private @Nullable CountedExchange first;

  LoopCounts(StreamKinds kinds) {
    this.kinds = kinds;
    this.now = new Sums(kinds.count());
  }

  Sums now() {
    return now;
  }

  StreamKinds kinds() {
    return kinds;
  }

  int kind(@Nullable Request request) {
    return request == null ? kinds.count() - 1 : kinds.index(request);
  }

  ExchangeLog begin(ExchangeLog log, RequestMethod method) {
    now.begun++;
    var exchange = new CountedExchange(log, this, method);
    exchange.after = first;
    if (first != null) {
      first.before = exchange;
    }
    first = exchange;
    return exchange;
  }

  void remove(CountedExchange exchange) {
    var before = exchange.before;
    var after = exchange.after;
    if (before == null) {
      first = after;
    } else {
      before.after = after;
    }
    if (after != null) {
      after.before = before;
    }
    exchange.before = null;
    exchange.after = null;
  }

  @Override
  public void delayed(long nanos, int streams) {
    now.delay.record(nanos, streams);
  }

  /** Returns what a person sees of the open exchanges, those that began last first. */
  List<Watched> open() {
    var open = new ArrayList<Watched>();
    for (var exchange = first; exchange != null; exchange = exchange.after) {
      var watched = exchange.watched();
      if (watched != null) {
        open.add(watched);
      }
    }
    return open;
  }

  /** Returns a copy with what the open exchanges have sent up to now. */
  Sums read() {
    var copy = new Sums(kinds.count());
    copy.add(now);
    for (var exchange = first; exchange != null; exchange = exchange.after) {
      exchange.addTo(copy);
    }
    return copy;
  }
}
