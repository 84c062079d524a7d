package httpd.hub;

import httpd.HttpException;
import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.limit.Limits;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The rooms of a hub, one for each value of its path's names.
 *
 * <pre>
 *             a publication                             the last listener leaves
 *   ABSENT ─────────────────────────────► IN USE ─────────────────────────────────► IDLE
 *     │ ▲                                  ▲  ▲        a listener, a publication      │
 *     │ │ the last listener leaves         │  └───────────────────────────────────────┤
 *     │ │                                  │                                          │
 *     ▼ │       the first publication      │    too many, too large, idle too long    ▼
 *   HEARD ─────────────────────────────────┘                                     forgotten: ABSENT
 * </pre>
 *
 * <p>A room that has listeners and no events (HEARD) lives as long as they do and is not counted.
 * Idle rooms are in the order in which they became idle, so that the next to give way is found at
 * once, however many there are. Safe for all threads; the lock of a room's topic may be taken under
 * the lock of the rooms, and not the other way round.
 */
final class HubRooms {

  private static final int LONGEST_NAME = 256;

  private final Limit count;
  private final Limit memory;
  private final String name;
  private final long idleNanos;
  private final HubRoom.Maker maker;
  private final LongSupplier clock;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final Map<Map<String, String>, HubRoom> rooms = new HashMap<>();
  private final LinkedHashSet<HubRoom> idle = new LinkedHashSet<>();

  /** Those in use that have events; the one that was published in last is the last. */
  private final LinkedHashSet<HubRoom> busy = new LinkedHashSet<>();

  private final RoomEpochs epochs = new RoomEpochs();
  private int kept;
  private long bytes;
  private boolean sweeping;

  /**
   * No rooms.
   *
   * @param name of the hub, for the log
   */
  HubRooms(Limits limits, String name, Duration idle, HubRoom.Maker maker, LongSupplier clock) {
    this.count = limits.of(Bound.ROOMS);
    this.memory = limits.of(Bound.ROOM_MEMORY);
    this.name = name;
    this.idleNanos = idle.toNanos();
    this.maker = maker;
    this.clock = clock;
  }

  /**
   * Gives the room of these values to a listener, made if it is absent. It stays until {@link
   * #release}, and after that as long as it has readers or events.
   */
  HubRoom toListen(Map<String, String> values) {
    return hold(values, false);
  }

  /**
   * Gives the room of these values to a publisher; as {@link #toListen}.
   *
   * @throws HttpException 503 if there are as many rooms as may be, all in use
   */
  HubRoom toPublish(Map<String, String> values) {
    return hold(values, true);
  }

  private HubRoom hold(Map<String, String> values, boolean toPublish) {
    if (values.values().stream().mapToInt(String::length).sum() > LONGEST_NAME) {
      throw new HttpException(400, "the name of a room has at most 256 characters");
    }
    lock.lock();
    try {
      var room = rooms.get(values);
      if (toPublish && (room == null || !room.isKept)) {
        makePlace();
      }
      if (room == null) {
        room = maker.make(values, epochs.of(values), this::deserted);
        rooms.put(values, room);
      }
      if (toPublish && !room.isKept) {
        room.isKept = true;
        kept++;
        count.hold(1);
      }
      idle.remove(room);
      room.holds++;
      sweepLater();
      return room;
    } finally {
      lock.unlock();
    }
  }

  /** Gives back what {@link #toListen} or {@link #toPublish} gave. */
  void release(HubRoom room) {
    lock.lock();
    try {
      room.holds--;
      account(room, room.isKept ? room.memory() : 0);
      settle(room);
      if (memory.most() > 0 && bytes > memory.most()) {
        shed(room);
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many have events. */
  int size() {
    lock.lock();
    try {
      return kept;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets the rooms that have been idle for too long. */
  void sweep() {
    lock.lock();
    try {
      long now = clock.getAsLong();
      while (!idle.isEmpty() && now - idle.getFirst().idleSince >= idleNanos) {
        forget(idle.getFirst());
      }
    } finally {
      lock.unlock();
    }
  }

  /** The last reader of a room has left. */
  private void deserted(HubRoom room) {
    lock.lock();
    try {
      settle(room);
    } finally {
      lock.unlock();
    }
  }

  /** Puts a room where it belongs now. */
  private void settle(HubRoom room) {
    boolean isInUse = room.holds > 0 || room.readers() > 0;
    if (isInUse && room.hasEvents()) {
      busy.remove(room); // To the end.
      busy.add(room);
    } else if (!isInUse && rooms.get(room.values()) == room && !idle.contains(room)) {
      busy.remove(room);
      if (room.hasEvents()) {
        room.becomeIdle(clock.getAsLong());
        idle.add(room);
      } else {
        forget(room);
      }
    }
  }

  /** For one more room that has events. */
  private void makePlace() {
    if (count.most() == 0 || kept < count.most()) {
      return;
    }
    if (idle.isEmpty()) {
      count.reached(() -> name + " refused a new room, since all have listeners");
      throw new HttpException(
          503, "there are " + count.most() + " rooms here, all in use; try again later");
    }
    count.reached(() -> name + " forgot the room that was idle longest");
    forget(idle.getFirst());
  }

  /** Drops events until all have space again; what was published last stays. */
  private void shed(HubRoom newest) {
    memory.reached(() -> name + " dropped the oldest events of the room that was idle longest");
    boolean more = true;
    while (more && bytes > memory.most()) {
      var room = nextToShed(newest);
      more = shed(room, room == newest ? 1 : 0);
    }
  }

  private HubRoom nextToShed(HubRoom newest) {
    return Stream.of(idle, busy)
        .flatMap(rooms -> rooms.stream().limit(2))
        .filter(room -> room != newest)
        .findFirst()
        .orElse(newest);
  }

  /** Whether that has made some space. */
  private boolean shed(HubRoom room, int left) {
    long before = bytes;
    room.drop(bytes - memory.most(), left);
    account(room, room.memory());
    if (!room.hasEvents()) {
      busy.remove(room);
      if (idle.contains(room)) {
        forget(room);
      }
    }
    return bytes < before;
  }

  private void account(HubRoom room, long now) {
    bytes += now - room.counted;
    memory.hold(now - room.counted);
    room.counted = now;
  }

  private void forget(HubRoom room) {
    rooms.remove(room.values());
    idle.remove(room);
    busy.remove(room);
    account(room, 0);
    if (room.isKept) {
      kept--;
      count.release(1);
      epochs.renew(); // The next room of this name is another one, and its positions are others.
    }
  }

  private void sweepLater() {
    if (!sweeping) {
      sweeping = true;
      ForkJoinPool.commonPool().schedule(this::sweepAgain, idleNanos, TimeUnit.NANOSECONDS);
    }
  }

  private void sweepAgain() {
    lock.lock();
    try {
      sweep();
      sweeping = false;
      if (!rooms.isEmpty()) {
        sweepLater();
      }
    } finally {
      lock.unlock();
    }
  }
}
