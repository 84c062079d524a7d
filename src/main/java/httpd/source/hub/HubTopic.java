package httpd.source.hub;

import httpd.HttpException;
import httpd.ServerSentEvent;
import httpd.line.PositionedSource;
import httpd.topic.MemoryRing;
import httpd.topic.Topic;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The newest events of one topic. An event has the id that its publisher gave it, otherwise its
 * position in the log. Safe for all threads.
 */
final class HubTopic implements Topic {

  private final MemoryRing ring;
  private final ReentrantLock lock = new ReentrantLock();

  /** Positions by the ids that publishers gave; guarded by the lock. */
  private final Map<String, String> positions;

  HubTopic(int mostEvents, long mostBytes) {
    ring = new MemoryRing(mostEvents, mostBytes);
    positions =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > mostEvents;
          }
        };
  }

  /**
   * Adds an event; when this returns it is in the log.
   *
   * @return its id
   * @throws HttpException 409 if an event that is kept has the id already
   */
  String publish(ServerSentEvent event) {
    var id = event.id();
    if (id == null) {
      return ring.append(event.toLine());
    }
    lock.lock();
    try {
      var taken = positions.get(id);
      if (taken != null && ring.after(taken) instanceof Resumption.Found(var unused)) {
        unused.close();
        throw new HttpException(409, "an event with the id " + id + " is in the log already");
      }
      if (isOwnPosition(id)) {
        throw new HttpException(400, "id " + id + ": this log gives such ids itself");
      }
      positions.remove(id); // Its place among the oldest is that of the new one.
      positions.put(id, ring.append(event.toLine()));
      return id;
    } finally {
      lock.unlock();
    }
  }

  /** How many listen. */
  int readers() {
    return ring.readers();
  }

  @Override
  public PositionedSource last(int events) {
    return ring.last(events);
  }

  @Override
  public Resumption after(String id) {
    var position = position(id);
    return ring.after(position == null ? id : position);
  }

  @Override
  public Bounds bounds() {
    return ring.bounds();
  }

  private @Nullable String position(String id) {
    lock.lock();
    try {
      return positions.get(id);
    } finally {
      lock.unlock();
    }
  }

  private boolean isOwnPosition(String id) {
    var position = ring.bounds().newest();
    return id.startsWith(position.substring(0, position.indexOf('-') + 1));
  }
}
