package httpd.admin;

import httpd.server.answer.OpenExchanges;
import httpd.server.answer.Watched;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The exchanges that a list has, chosen without a look at the others: counts all, and keeps those
 * that come first. Of one thread.
 */
final class StreamPick implements OpenExchanges.Visitor {

  /** One exchange with its rank as it was when it was seen. */
  private record Place(long rank, long id, Watched exchange) {

    static final Comparator<Place> LAST_TO_FIRST =
        Comparator.comparingLong(Place::rank)
            .thenComparing(Comparator.comparingLong(Place::id).reversed());

    static Place of(Watched exchange, StreamOrder order) {
      return new Place(order.rank(exchange), exchange.id(), exchange);
    }
  }

  private final StreamFilter filter;
  private final RouteSources sources;

  /** At most {@code ?limit=}; the head is the last of them. */
  private final PriorityQueue<Place> first = new PriorityQueue<>(Place.LAST_TO_FIRST);

  private int open;
  private int admin;
  private int matching;
  private int after;

  StreamPick(StreamFilter filter, RouteSources sources) {
    this.filter = filter;
    this.sources = sources;
  }

  /** Returns what several have chosen, as one. */
  static StreamPick merged(StreamFilter filter, RouteSources sources, Collection<StreamPick> all) {
    var merged = new StreamPick(filter, sources);
    for (var each : all) {
      merged.open += each.open;
      merged.admin += each.admin;
      merged.matching += each.matching;
      merged.after += each.after;
      each.first.forEach(merged::keep);
    }
    return merged;
  }

  @Override
  public void accept(Watched exchange) {
    if (sources.isAdmin(exchange.route())) {
      admin++;
      return;
    }
    open++;
    if (filter.takes(exchange)) {
      matching++;
      if (exchange.id() > filter.after()) {
        after++;
        keep(Place.of(exchange, filter.order()));
      }
    }
  }

  private void keep(Place place) {
    if (first.size() < filter.limit()) {
      first.add(place);
    } else if (Place.LAST_TO_FIRST.compare(place, first.element()) > 0) {
      first.remove();
      first.add(place);
    }
  }

  @Override
  public List<Watched> chosen() {
    return first.stream().map(Place::exchange).toList();
  }

  /** Returns how many are open, but for those of the admin place. */
  int open() {
    return open;
  }

  /** Returns how many are those of the admin place. */
  int admin() {
    return admin;
  }

  /** Returns how many the filter takes. */
  int matching() {
    return matching;
  }

  /** Whether there are more than were kept. */
  boolean isCut() {
    return after > first.size();
  }

  /** Returns the numbers of those that were kept, in their order. */
  List<Long> ids() {
    return first.stream().sorted(Place.LAST_TO_FIRST.reversed()).map(Place::id).toList();
  }
}
