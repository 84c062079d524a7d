package httpd.hub;

import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.live.TopicHandler;
import httpd.topic.Log;
import httpd.topic.MemoryRing;
import httpd.topic.Topic;
import httpd.topic.TopicView;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One room of a hub: its events, and the memory that they take. */
final class HubRoom implements HubTopic {

  /** The measured bytes of a room without events: its objects and its entry in the table. */
  private static final int COST = 1024;

  /** The bytes of an event that the ring does not count: its position and its entry. */
  private static final int EVENT_COST = 96;

  private final String name;
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
      String name,
      String epoch,
      int mostEvents,
      Function<Topic, TopicHandler> presenting,
      Consumer<HubRoom> deserted) {
    this.name = name;
    this.ring =
        new MemoryRing(mostEvents, HubHandler.MOST_BYTES, epoch, () -> deserted.accept(this));
    this.log = EventLog.keeping(ring);
    this.presenting = presenting;
    this.fixedCost = COST + 2L * name.length();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Topic events() {
    return ring;
  }

  /** {@inheritDoc} The caller holds the room. */
  @Override
  public Response subscribe(Request request) throws Exception {
    var handler = presented;
    if (handler == null) {
      handler = presenting.apply(ring);
      presented = handler;
    }
    return handler.handle(request);
  }

  @Override
  public CompletableFuture<String> publish(ServerSentEvent event) {
    return CompletableFuture.completedFuture(log.publish(event));
  }

  @Override
  public Log.State state() {
    return new Log.State(ring.bounds(), false, ring.lines(), ring.contentBytes());
  }

  /** What there is to see of it. */
  TopicView view() {
    return ring.view(name);
  }

  @Override
  public int readers() {
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
