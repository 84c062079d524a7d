package httpd.topic;

import httpd.line.Line;
import httpd.line.PositionedSource;
import httpd.sse.StoredEvent;
import httpd.topic.Topic.Bounds;
import httpd.topic.Topic.Resumption;
import org.jspecify.annotations.Nullable;

/**
 * Finds a place in a ring by its position, or by the id that an event there has of its own. Such
 * ids are searched for among the events, not indexed: only clients that reconnect need them.
 */
record EventIdLookup(MemoryRing ring) {

  /**
   * Returns what comes after the newest event with an id.
   *
   * @throws IllegalArgumentException if it is not the id of an event, and cannot be a position
   */
  Resumption after(String id) {
    Resumption found;
    try {
      found = ring.after(id);
    } catch (IllegalArgumentException noPosition) {
      var position = position(id);
      if (position == null) {
        throw noPosition;
      }
      return ring.after(position);
    }
    var position = found instanceof Resumption.Lost ? position(id) : null;
    return position == null ? found : ring.after(position);
  }

  private @Nullable String position(String id) {
    Bounds bounds = ring.bounds();
    return ring.after(bounds.oldest()) instanceof Resumption.Found(var events)
        ? position(id, events)
        : null;
  }

  private static @Nullable String position(String id, PositionedSource events) {
    String position = null;
    try (events) {
      while (true) {
        if (events.poll(() -> {}) instanceof Line line) {
          position = StoredEvent.hasId(line, id) ? events.position() : position;
        } else if (events.skip() == 0) {
          return position;
        }
      }
    }
  }
}
