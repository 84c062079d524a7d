package httpd.source.hub;

import httpd.HttpException;
import httpd.ServerSentEvent;
import httpd.line.PositionedSource;
import httpd.topic.ConflatedLog;
import httpd.topic.MemoryRing;
import httpd.topic.MemoryTopic;
import httpd.topic.Topic;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The newest events of one topic. An event has the id that its publisher gave it, otherwise its
 * position in the log. Safe for all threads.
 */
final class HubTopic implements Topic {

  private final MemoryTopic log;
  private final Function<ServerSentEvent, String> append;
  private final ReentrantLock lock = new ReentrantLock();

  /** Positions by the ids that publishers gave; guarded by the lock. */
  private final Map<String, String> positions;

  /** The newest events, whatever they are. */
  static HubTopic keeping(int mostEvents, long mostBytes) {
    var ring = new MemoryRing(mostEvents, mostBytes);
    return new HubTopic(ring, event -> ring.append(event.toLine()), mostEvents);
  }

  /**
   * The newest event of each key.
   *
   * @param key null for an event that stands for itself
   */
  static HubTopic conflating(
      int mostEvents, long mostBytes, Function<ServerSentEvent, @Nullable String> key) {
    var log = new ConflatedLog(mostEvents, mostBytes);
    return new HubTopic(log, event -> log.append(event.toLine(), key.apply(event)), mostEvents);
  }

  private HubTopic(MemoryTopic log, Function<ServerSentEvent, String> append, int mostEvents) {
    this.log = log;
    this.append = append;
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
      return append.apply(event);
    }
    lock.lock();
    try {
      var taken = positions.get(id);
      if (taken != null && log.after(taken) instanceof Resumption.Found(var unused)) {
        unused.close();
        throw new HttpException(409, "an event with the id " + id + " is in the log already");
      }
      if (isOwnPosition(id)) {
        throw new HttpException(400, "id " + id + ": this log gives such ids itself");
      }
      positions.remove(id); // Its place among the oldest is that of the new one.
      positions.put(id, append.apply(event));
      return id;
    } finally {
      lock.unlock();
    }
  }

  /** How many listen. */
  int readers() {
    return log.readers();
  }

  /** When one of them left last, as {@link System#nanoTime}. */
  long lastLeft() {
    return log.lastLeft();
  }

  /** How many events gave way to newer ones before those who listen had got them. */
  long replaced() {
    return log.replaced();
  }

  @Override
  public PositionedSource last(int events) {
    return log.last(events);
  }

  @Override
  public Resumption after(String id) {
    var position = position(id);
    return log.after(position == null ? id : position);
  }

  @Override
  public Bounds bounds() {
    return log.bounds();
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
    var position = log.bounds().newest();
    return id.startsWith(position.substring(0, position.indexOf('-') + 1));
  }
}
