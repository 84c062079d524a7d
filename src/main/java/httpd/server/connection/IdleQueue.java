package httpd.server.connection;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Connections that wait for a request, those that have waited longest first. A ring of places, so
 * that a request costs two changes of neighbours and no memory. On one event loop only.
 */
final class IdleQueue {

  /** The place of one connection, in the queue or not. */
  static final class Place {
    private final @Nullable Channel connection;
    private Place before = this;
    private Place after = this;

    Place(@Nullable Channel connection) {
      this.connection = connection;
    }
  }

  private final Place ends = new Place(null);

  /** Puts a place at the end, wherever it was. */
  void add(Place place) {
    remove(place);
    place.before = ends.before;
    place.after = ends;
    ends.before.after = place;
    ends.before = place;
  }

  /** Takes a place out, if it was in. */
  void remove(Place place) {
    place.before.after = place.after;
    place.after.before = place.before;
    place.before = place;
    place.after = place;
  }

  /**
   * Takes out the connection that has waited longest, to be closed: it learns of that later.
   *
   * @return null if none waits
   */
  @Nullable Channel poll() {
    var first = ends.after;
    remove(first);
    return first.connection;
  }
}
