package httpd.hub;

import httpd.HttpException;
import httpd.ServerSentEvent;
import httpd.line.PositionedSource;
import httpd.topic.ConflatedLog;
import httpd.topic.MemoryRing;
import httpd.topic.MemoryTopic;
import httpd.topic.Topic;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The newest events of one topic. An event has the id that its publisher gave it, otherwise its
 * position in the log. Safe for all threads.
 */
final class HubTopic implements Topic {

  /** What an id costs beside its characters: two strings and an entry of a map. */
  private static final int ID_COST = 128;

  private final MemoryTopic log;
  private final Function<ServerSentEvent, String> append;
  private final int mostEvents;
  private final ReentrantLock lock = new ReentrantLock();

  /** Positions by the ids that publishers gave; guarded by the lock. */
  private final SequencedMap<String, String> positions = new LinkedHashMap<>();

  private final AtomicLong idBytes = new AtomicLong();

  /** The newest events, whatever they are. */
  static HubTopic keeping(int mostEvents, long mostBytes) {
    return of(new MemoryRing(mostEvents, mostBytes), mostEvents);
  }

  /** The events that a ring keeps. */
  static HubTopic of(MemoryRing ring, int mostEvents) {
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
    this.mostEvents = mostEvents;
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
      if (taken != null && isKept(taken)) {
        throw new HttpException(409, "an event with the id " + id + " is in the log already");
      }
      if (isOwnPosition(id)) {
        throw new HttpException(400, "id " + id + ": this log gives such ids itself");
      }
      forget(id); // Its place among the oldest is that of the new one.
      positions.put(id, append.apply(event));
      idBytes.addAndGet(cost(id));
      forgetOldest();
      return id;
    } finally {
      lock.unlock();
    }
  }

  /** How many listen. */
  int readers() {
    return log.readers();
  }

  /** What the ids cost that publishers gave. */
  long idBytes() {
    return idBytes.get();
  }

  /**
   * Forgets the ids of events that are not kept any more. Does not wait for a publication with an
   * id, which does the same, and on whose thread a reader may leave.
   */
  void forgetDropped() {
    if (lock.tryLock()) {
      try {
        forgetOldest();
      } finally {
        lock.unlock();
      }
    }
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

  private boolean isKept(String position) {
    if (log.after(position) instanceof Resumption.Found(var unused)) {
      unused.close();
      return true;
    }
    return false;
  }

  private void forgetOldest() {
    while (!positions.isEmpty()
        && (positions.size() > mostEvents || !isKept(positions.firstEntry().getValue()))) {
      forget(positions.firstEntry().getKey());
    }
  }

  private void forget(String id) {
    if (positions.remove(id) != null) {
      idBytes.addAndGet(-cost(id));
    }
  }

  private static int cost(String id) {
    return ID_COST + id.length();
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
