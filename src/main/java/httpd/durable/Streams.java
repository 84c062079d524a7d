package httpd.durable;

import httpd.HttpException;
import httpd.durable.DurableStream.Section;
import httpd.line.Timer;
import httpd.line.log.ServerLog;
import httpd.topic.Log;
import httpd.topic.LogDeletedException;
import httpd.topic.LogStore;
import httpd.topic.LogStore.Blueprint;
import httpd.topic.LogStore.Creation;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a store.
 *
 * <pre>
 *            delete, or its time is over, with forks
 *   LIVE ─────────────────────────────────────────────► SOFT-DELETED: 410, its forks read it
 *     │ the same, without forks                             │ its last fork has gone
 *     └────────────────────────► ABSENT ◄───────────────────┘ and then its own source, if that waits
 * </pre>
 *
 * <p>Safe for all threads; the methods may wait for a disk or a server.
 */
final class Streams {

  private static final System.Logger LOG = ServerLog.ofOperator();

  private static final String DELETED = "deleted";
  private static final String FORKS = "forks";
  private static final String REMOVALS = "removals";
  private static final String USED = "used";
  private static final String FORK_BEGIN = "begin";

  /** How long its use of a stream may be unknown to its store, as a part of its time to live. */
  private static final long PART_OF_TTL = 10;

  private static final long LEAST_MILLIS = 1000;

  private final LogStore store;
  private final LongSupplier clock;
  private final ExpirySchedule schedule;

  /** The last use of the streams with a time to live, in milliseconds. */
  private final Map<String, Long> uses = new ConcurrentHashMap<>();

  Streams(LogStore store, LongSupplier clock, Timer timer) {
    this.store = store;
    this.clock = clock;
    this.schedule = new ExpirySchedule(this::lookAgain, clock, timer);
  }

  /** Finds the streams that have a time to end in a store that has outlived a process. */
  void scheduleAll() {
    try {
      store.names().forEach(this::lookAgain);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the streams cannot be listed: " + e);
    }
  }

  /**
   * Returns a stream.
   *
   * @throws HttpException 404 if there is none, 410 if it was deleted and has forks
   */
  DurableStream open(StreamName name) throws IOException {
    var log = live(name.text());
    if (log == null) {
      throw new HttpException(
          404, "404 Not Found: there is no stream " + name + "; a PUT creates it");
    }
    var attributes = log.attributes();
    if (attributes.containsKey(DELETED)) {
      throw new HttpException(410, "410 Gone: the stream " + name + " was deleted, but has forks");
    }
    return stream(log, attributes);
  }

  /** Returns a stream; null if there is none. */
  @Nullable DurableStream find(String name) throws IOException {
    var log = live(name);
    return log == null ? null : stream(log, log.attributes());
  }

  static boolean isDeleted(DurableStream stream) {
    return stream.attributes().containsKey(DELETED);
  }

  /** The log of a stream whose time is not over. */
  private @Nullable Log live(String name) throws IOException {
    var log = store.find(name);
    if (log == null) {
      return null;
    }
    var attributes = log.attributes();
    if (hasEnded(log, attributes)) {
      end(log);
      return store.find(name);
    }
    return isStream(attributes) ? log : null;
  }

  /** A hub may keep its topics in the same store. */
  private static boolean isStream(Map<String, String> attributes) {
    return attributes.containsKey(DurableStream.TYPE);
  }

  private boolean hasEnded(Log log, Map<String, String> attributes) {
    var life = StreamLife.of(attributes);
    return life.isBounded()
        && !attributes.containsKey(DELETED)
        && end(log, life, attributes) <= clock.getAsLong();
  }

  private long end(Log log, StreamLife life, Map<String, String> attributes) {
    long used = Long.parseLong(attributes.getOrDefault(USED, "0"));
    long last = Math.max(used, uses.getOrDefault(log.name(), 0L));
    boolean isFollowed = life.ttl() != null && log.readers() > 0;
    return life.end(isFollowed ? clock.getAsLong() : last);
  }

  private DurableStream stream(Log log, Map<String, String> attributes) throws IOException {
    var sections = new ArrayDeque<Section>();
    sections.add(new Section(log, null));
    var fork = attributes;
    String end = null;
    while (fork.containsKey(ForkPoint.SOURCE)) {
      var begin = fork.getOrDefault(FORK_BEGIN, "");
      end = end == null || Offsets.compare(begin, end) < 0 ? begin : end;
      var source = store.find(fork.getOrDefault(ForkPoint.SOURCE, ""));
      if (source == null) {
        throw new IOException("the source of the stream " + log.name() + " is missing");
      }
      sections.addFirst(new Section(source, end));
      fork = source.attributes();
    }
    return new DurableStream(log, attributes, List.copyOf(sections));
  }

  /** Notes that a stream is read or written now, which begins its time to live again. */
  void use(DurableStream stream) throws IOException {
    var ttl = stream.life().ttl();
    if (ttl != null) {
      use(stream.log(), stream.attributes(), ttl);
    }
  }

  private void use(Log log, Map<String, String> attributes, long ttl) throws IOException {
    long now = clock.getAsLong();
    uses.put(log.name(), now);
    long known = Long.parseLong(attributes.getOrDefault(USED, "0"));
    if (now - known >= part(ttl)) {
      log.set(USED, Long.toString(now));
    }
  }

  /** For how many milliseconds the store may not know of a use. */
  private static long part(long ttl) {
    return Math.max(LEAST_MILLIS, ttl * 1000 / PART_OF_TTL);
  }

  /** Notes uses of a stream from now on, as long as it has a reader that follows it. */
  void follow(DurableStream stream) {
    var ttl = stream.life().ttl();
    if (ttl != null) {
      schedule.schedule(stream.log().name(), clock.getAsLong() + part(ttl));
    }
  }

  /** Notes that a reader leaves which has followed a stream: its time to live begins again. */
  void leave(DurableStream stream) {
    if (stream.life().ttl() != null) {
      uses.put(stream.log().name(), clock.getAsLong());
    }
  }

  /** Creates a stream, or returns the one that has the name. */
  Creation create(StreamName name, Blueprint blueprint) throws IOException {
    long now = clock.getAsLong();
    var life = StreamLife.of(blueprint.attributes());
    var attributes = new HashMap<>(blueprint.attributes());
    if (life.ttl() != null) {
      attributes.put(USED, Long.toString(now));
    }
    if (blueprint.begin() != null) {
      attributes.put(FORK_BEGIN, blueprint.begin());
    }
    uses.remove(name.text());
    var creation =
        store.create(name.text(), new Blueprint(attributes, blueprint.begin(), blueprint.first()));
    if (!isStream(creation.log().attributes())) {
      throw new HttpException(409, "409 Conflict: " + name + " is a topic of another route");
    }
    if (creation.isNew()) {
      schedule.schedule(name.text(), life.end(now));
    }
    return creation;
  }

  /**
   * Counts a fork of a stream before it is made.
   *
   * @throws HttpException 409 if the stream was deleted meanwhile
   */
  void addFork(DurableStream source) throws IOException {
    try {
      var _ = source.log().add(FORKS, 1);
      if (!source.log().attributes().containsKey(DELETED)) {
        return;
      }
      removeFork(source.log());
    } catch (LogDeletedException e) {
      // The same.
    }
    throw new HttpException(
        409, "409 Conflict: the source " + source.log().name() + " was deleted");
  }

  /** Counts a fork no more, and removes the streams that only waited for that. */
  void removeFork(Log source) throws IOException {
    long left = source.add(FORKS, -1);
    if (left <= 0 && source.attributes().containsKey(DELETED)) {
      remove(source);
    }
  }

  void delete(StreamName name) throws IOException {
    end(open(name).log());
  }

  private void end(Log log) throws IOException {
    try {
      log.set(DELETED, Long.toString(clock.getAsLong()));
      if (log.add(FORKS, 0) <= 0) {
        remove(log);
      }
    } catch (LogDeletedException e) {
      // By another one.
    }
  }

  /** Removes a log that was deleted and has no forks, once. */
  private void remove(Log log) throws IOException {
    if (log.add(REMOVALS, 1) != 1) {
      return;
    }
    var source = log.attributes().get(ForkPoint.SOURCE);
    log.delete();
    uses.remove(log.name());
    var of = source == null ? null : store.find(source);
    if (of != null) {
      removeFork(of);
    }
  }

  private void lookAgain(String name) {
    try {
      var log = live(name);
      if (log == null) {
        uses.remove(name); // It may have been deleted through another server.
      } else {
        lookAgain(log, log.attributes());
      }
    } catch (LogDeletedException e) {
      uses.remove(name); // Meanwhile.
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the stream " + name + " could not be ended: " + e);
      schedule.schedule(name, clock.getAsLong() + LEAST_MILLIS * 60);
    }
  }

  private void lookAgain(Log log, Map<String, String> attributes) throws IOException {
    var life = StreamLife.of(attributes);
    if (attributes.containsKey(DELETED)) {
      if (log.add(FORKS, 0) <= 0) {
        remove(log); // The process that deleted it has ended too early.
      }
    } else if (life.ttl() != null && log.readers() > 0) {
      use(log, attributes, life.ttl());
      schedule.schedule(log.name(), clock.getAsLong() + part(life.ttl()));
    } else {
      schedule.schedule(log.name(), end(log, life, attributes));
    }
  }
}
