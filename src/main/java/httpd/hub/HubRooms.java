package httpd.hub;

import httpd.Headers;
import httpd.HttpException;
import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.limit.Limits;
import httpd.live.TopicHandler;
import httpd.topic.Topic;
import httpd.topic.TopicView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The rooms of a hub, one for each topic of a hub in memory.
 *
 * <pre>
 *             a publication                             the last reader leaves
 *   ABSENT ─────────────────────────────► IN USE ─────────────────────────────────► IDLE
 *     │ ▲                                  ▲  ▲        a subscriber, a publication    │
 *     │ │ the last reader leaves           │  └───────────────────────────────────────┤
 *     │ │                                  │                                          │
 *     ▼ │       the first publication      │    too many, too large, idle too long    ▼
 *   HEARD ─────────────────────────────────┘                                       removed: ABSENT
 * </pre>
 *
 * <p>A room with readers and no events (HEARD) lives as long as they do and is not counted. Idle
 * rooms are in the order in which they became idle, so the next to give way is found in constant
 * time. Safe for all threads. The lock of a room's topic may be acquired while this lock is held,
 * never the reverse.
 */
final class HubRooms implements HubTopics {

  private static final String RETRY_SECONDS = "60";

  private final String name;
  private final int mostEvents;
  private final Function<Topic, TopicHandler> presenting;
  private final Limit count;
  private final Limit memory;
  private final long idleNanos;
  private final IdleSweep sweeps;
  private final LongSupplier clock;

  // Guarded by this.
  private final Map<String, HubRoom> rooms = new HashMap<>();
  private final LinkedHashSet<HubRoom> idle = new LinkedHashSet<>();

  /** The rooms in use that have events, the one with the latest publication last. */
  private final LinkedHashSet<HubRoom> busy = new LinkedHashSet<>();

  private final TopicWatches watches = new TopicWatches();
  private final RoomEpochs epochs = new RoomEpochs();
  private int kept;
  private long bytes;

  HubRooms(
      String name,
      int mostEvents,
      Function<Topic, TopicHandler> presenting,
      Limits limits,
      Duration idle,
      LongSupplier clock) {
    this.name = name;
    this.mostEvents = mostEvents;
    this.presenting = presenting;
    this.count = limits.of(Bound.ROOMS);
    this.memory = limits.of(Bound.ROOM_MEMORY);
    this.idleNanos = idle.toNanos();
    this.sweeps = new IdleSweep(idle, this::sweep);
    this.clock = clock;
  }

  /**
   * {@inheritDoc} The room stays until {@link #release}, and then as long as it has readers or
   * events.
   */
  @Override
  public synchronized HubRoom toSubscribe(String name) {
    return hold(name, false);
  }

  /** As {@link #toSubscribe}; throws a 503 if the limit is reached and all rooms have readers. */
  @Override
  public HubRoom toPublish(String name) {
    HubRoom room;
    boolean isNew;
    synchronized (this) {
      var known = rooms.get(name);
      isNew = known == null || !known.isKept;
      room = hold(name, true);
    }
    if (isNew) {
      watches.tell(room);
    }
    return room;
  }

  private HubRoom hold(String name, boolean toPublish) {
    var room = rooms.get(name);
    if (toPublish && (room == null || !room.isKept)) {
      makePlace();
    }
    if (room == null) {
      room = new HubRoom(name, epochs.of(name), mostEvents, presenting, this::deserted);
      rooms.put(name, room);
    }
    if (toPublish && !room.isKept) {
      room.isKept = true;
      kept++;
      count.hold(1);
    }
    idle.remove(room);
    room.holds++;
    sweeps.later();
    return room;
  }

  @Override
  public void release(HubTopic topic) {
    release((HubRoom) topic);
  }

  private synchronized void release(HubRoom room) {
    room.holds--;
    account(room, room.isKept ? room.memory() : 0);
    settle(room);
    if (memory.most() > 0 && bytes > memory.most()) {
      shed(room);
    }
  }

  @Override
  public synchronized List<String> names() {
    return rooms.values().stream().filter(room -> room.isKept).map(HubRoom::name).toList();
  }

  @Override
  public List<TopicView> views(int most) {
    List<HubRoom> all;
    synchronized (this) {
      all = List.copyOf(rooms.values());
    }
    var views = new ArrayList<TopicView>();
    for (var room : all) {
      views.add(room.view());
    }
    return HubTopics.mostRead(views, most);
  }

  @Override
  public synchronized int count() {
    return rooms.size();
  }

  @Override
  public synchronized List<String> watch(TopicWatch watch) {
    watches.add(watch);
    return names();
  }

  @Override
  public void unwatch(TopicWatch watch) {
    watches.remove(watch);
  }

  synchronized int size() {
    return kept;
  }

  /** Removes the rooms that have been idle for too long; returns whether others are left. */
  synchronized boolean sweep() {
    long now = clock.getAsLong();
    while (!idle.isEmpty() && now - idle.getFirst().idleSince >= idleNanos) {
      forget(idle.getFirst());
    }
    return !rooms.isEmpty();
  }

  private synchronized void deserted(HubRoom room) {
    settle(room);
  }

  /** Moves a room to the state that its readers and events imply. */
  private void settle(HubRoom room) {
    boolean isInUse = room.holds > 0 || room.readers() > 0;
    if (isInUse && room.hasEvents()) {
      busy.remove(room); // To the end.
      busy.add(room);
    } else if (!isInUse && rooms.get(room.name()) == room && !idle.contains(room)) {
      busy.remove(room);
      if (room.hasEvents()) {
        room.becomeIdle(clock.getAsLong());
        idle.add(room);
      } else {
        forget(room);
      }
    }
  }

  /** Makes room for one more with events. */
  private void makePlace() {
    if (count.most() > 0 && kept >= count.most()) {
      if (idle.isEmpty()) {
        count.reached(() -> name + " refused a new room, since all have subscribers");
        var message = "All " + kept + " rooms of this hub are in use; try again later";
        throw new HttpException(503, message, Headers.of("Retry-After", RETRY_SECONDS), null);
      }
      count.reached(() -> name + " forgot the room that was idle longest");
      forget(idle.getFirst());
    }
  }

  /** Drops events until the memory is within its limit. The latest event stays. */
  private void shed(HubRoom newest) {
    memory.reached(() -> name + " dropped the oldest events of the room that was idle longest");
    long before;
    do {
      before = bytes;
      shedFrom(nextToShed(newest), newest);
    } while (memory.most() < bytes && bytes < before);
  }

  private HubRoom nextToShed(HubRoom newest) {
    return Stream.concat(idle.stream().limit(2), busy.stream().limit(2))
        .filter(room -> room != newest)
        .findFirst()
        .orElse(newest);
  }

  private void shedFrom(HubRoom room, HubRoom newest) {
    room.drop(bytes - memory.most(), room == newest ? 1 : 0);
    account(room, room.memory());
    if (!room.hasEvents()) {
      busy.remove(room);
      if (idle.contains(room)) {
        forget(room);
      }
    }
  }

  private void account(HubRoom room, long now) {
    bytes += now - room.counted;
    memory.hold(now - room.counted);
    room.counted = now;
  }

  private void forget(HubRoom room) {
    rooms.remove(room.name());
    idle.remove(room);
    busy.remove(room);
    account(room, 0);
    if (room.isKept) {
      kept--;
      count.release(1);
      epochs.renew(); // A later room of this name must not reuse positions.
    }
  }
}
