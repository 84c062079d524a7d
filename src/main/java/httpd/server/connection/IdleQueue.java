package httpd.server.connection;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Idle connections, the longest idle first. A ring of places, so that a request costs two changes
 * of neighbours and no memory. On one event loop only.
 */
final class IdleQueue {

  static class Place {
    private final @Nullable Channel connection;
    private Place before = this;
    private Place after = this;

    Place(@Nullable Channel connection) {
      this.connection = connection;
    }
  }

  private final Place ends = new Place(null);

  void add(Place place) {
    remove(place);
    place.before = ends.before;
    place.after = ends;
    ends.before.after = place;
    ends.before = place;
  }

  void remove(Place place) {
    place.before.after = place.after;
    place.after.before = place.before;
    place.before = place;
    place.after = place;
  }

  /**
   * Removes the connection that has been idle longest, to be closed.
   *
   * @return null if no connection is idle
   */
  @Nullable Channel poll() {
    var first = ends.after;
    remove(first);
    return first.connection;
  }
}
