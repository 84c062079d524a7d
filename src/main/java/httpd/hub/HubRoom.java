package httpd.hub;

import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.live.TopicHandler;
import httpd.topic.MemoryRing;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One room of a hub: its events, and what they cost. */
final class HubRoom {

  /** What a room costs without events, measured: its objects, and its place in the table. */
  private static final int COST = 1024;

  /** What an event costs beside what the ring counts: its position, its place. */
  private static final int EVENT_COST = 96;

  /** Makes the room of some values. */
  interface Maker {

    /**
     * Makes one.
     *
     * @param epoch what its positions begin with
     * @param deserted is told each time the last reader has left, without a lock
     */
    HubRoom make(Map<String, String> values, String epoch, Consumer<HubRoom> deserted);
  }

  private final Map<String, String> values;
  private final MemoryRing ring;
  private final HubTopic topic;
  private final Function<HubTopic, TopicHandler> listening;
  private final long fixedCost;

  /** Only while there are listeners: it keeps the newest event as they got it. */
  private volatile @Nullable TopicHandler listeners;

  // Guarded by the lock of the rooms.
  int holds;
  boolean isKept;
  long counted;
  long idleSince;

  HubRoom(
      Map<String, String> values,
      String epoch,
      int mostEvents,
      Function<HubTopic, TopicHandler> listening,
      Consumer<HubRoom> deserted) {
    this.values = Map.copyOf(values);
    this.ring =
        new MemoryRing(mostEvents, HubHandler.MOST_BYTES, epoch, () -> deserted.accept(this));
    this.topic = HubTopic.of(ring, mostEvents);
    this.listening = listening;
    this.fixedCost = COST + 2L * values.values().stream().mapToInt(String::length).sum();
  }

  Map<String, String> values() {
    return values;
  }

  /** Answers a listener; the room is held meanwhile. */
  Response listen(Request request) throws Exception {
    var handler = listeners;
    if (handler == null) {
      handler = listening.apply(topic);
      listeners = handler;
    }
    return handler.handle(request);
  }

  String publish(ServerSentEvent event) {
    return topic.publish(event);
  }

  int readers() {
    return ring.readers();
  }

  boolean hasEvents() {
    return ring.lines() > 0;
  }

  void becomeIdle(long now) {
    idleSince = now;
    listeners = null;
  }

  /** What it costs, in bytes. */
  long memory() {
    return fixedCost + ring.bytes() + (long) EVENT_COST * ring.lines() + topic.idBytes();
  }

  /**
   * Drops its oldest events.
   *
   * @param wanted bytes to be freed, if there are as many
   * @param left events that stay in any case
   */
  void drop(long wanted, int left) {
    ring.drop(wanted, left);
    topic.forgetDropped();
  }
}
