package httpd.hub;

import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.live.TopicHandler;
import httpd.topic.MemoryRing;
import httpd.topic.Topic;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One room of a hub: its events, and the memory that they take. */
final class HubRoom {

  /** The measured bytes of a room without events: its objects and its entry in the table. */
  private static final int COST = 1024;

  /** The bytes of an event that the ring does not count: its position and its entry. */
  private static final int EVENT_COST = 96;

  private final Map<String, String> values;
  private final MemoryRing ring;
  private final EventLog log;
  private final Function<Topic, TopicHandler> presenting;
  private final long fixedCost;

  /** Null while the room is idle: it holds the newest event as subscribers got it. */
  private volatile @Nullable TopicHandler presented;

  // Guarded by HubRooms.
  int holds;
  boolean isKept;
  long counted;
  long idleSince;

  HubRoom(
      Map<String, String> values,
      String epoch,
      int mostEvents,
      Function<Topic, TopicHandler> presenting,
      Consumer<HubRoom> deserted) {
    this.values = Map.copyOf(values);
    this.ring =
        new MemoryRing(mostEvents, HubHandler.MOST_BYTES, epoch, () -> deserted.accept(this));
    this.log = EventLog.keeping(ring);
    this.presenting = presenting;
    this.fixedCost = COST + 2L * values.values().stream().mapToInt(String::length).sum();
  }

  Map<String, String> values() {
    return values;
  }

  /** Answers a subscriber. The caller holds the room. */
  Response subscribe(Request request) throws Exception {
    var handler = presented;
    if (handler == null) {
      handler = presenting.apply(ring);
      presented = handler;
    }
    return handler.handle(request);
  }

  String publish(ServerSentEvent event) {
    return log.publish(event);
  }

  int readers() {
    return ring.readers();
  }

  boolean hasEvents() {
    return ring.lines() > 0;
  }

  void becomeIdle(long now) {
    idleSince = now;
    presented = null;
  }

  long memory() {
    return fixedCost + ring.bytes() + (long) EVENT_COST * ring.lines();
  }

  /** Drops its oldest events until so many bytes are free; the last {@code left} always stay. */
  void drop(long wanted, int left) {
    ring.drop(wanted, left);
  }
}
