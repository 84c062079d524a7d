package httpd.hub;

import httpd.HttpException;
import httpd.ServerSentEvent;
import httpd.topic.ConflatedLog;
import httpd.topic.MemoryRing;
import httpd.topic.MemoryTopic;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The newest events of one topic. An event has the id that its publisher set, otherwise its
 * position in the log. Safe for all threads.
 */
final class EventLog {

  private final MemoryTopic log;
  private final Function<ServerSentEvent, String> append;

  private EventLog(MemoryTopic log, Function<ServerSentEvent, String> append) {
    this.log = log;
    this.append = append;
  }

  static EventLog keeping(MemoryRing ring) {
    return new EventLog(ring, event -> ring.append(event.toLine()));
  }

  /**
   * The newest event of each key.
   *
   * @param key returns null for an event without a key
   */
  static EventLog conflating(
      int mostEvents, long mostBytes, Function<ServerSentEvent, @Nullable String> key) {
    var log = new ConflatedLog(mostEvents, mostBytes);
    return new EventLog(log, event -> log.append(event.toLine(), key.apply(event)));
  }

  MemoryTopic log() {
    return log;
  }

  /**
   * Adds an event. When this returns it is in the log.
   *
   * @return its id
   * @throws HttpException 409 if the log has an event with that id, 400 if the id looks like a
   *     position of the log
   */
  String publish(ServerSentEvent event) {
    return event.id() == null ? append.apply(event) : publish(event, event.id());
  }

  private synchronized String publish(ServerSentEvent event, String id) {
    if (log.positionOfId(id) != null) {
      throw new HttpException(409, "an event with the id " + id + " is in the log already");
    }
    if (log.mayBePosition(id)) {
      throw new HttpException(400, "id " + id + ": this log assigns such ids itself");
    }
    var _ = append.apply(event);
    return id;
  }
}
