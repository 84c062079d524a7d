package httpd.redis;

import httpd.topic.LogDeletedException;
import httpd.topic.Retention;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The logs of a store that something here uses: one object each, so that all readers of a log share
 * its ring. What nothing uses any more is forgotten. Safe for all threads.
 */
final class KnownLogs {

  private final String prefix;
  private final RedisLink link;
  private final StreamReaders readers;
  private final Retention retention;

  // Guarded by this.
  private final Map<String, Known> logs = new HashMap<>();
  private final ReferenceQueue<RedisLog> unused = new ReferenceQueue<>();
  private boolean closed;

  private static final class Known extends WeakReference<RedisLog> {
    private final String name;

    Known(RedisLog log, ReferenceQueue<RedisLog> unused) {
      super(log, unused);
      this.name = log.name();
    }
  }

  KnownLogs(String prefix, RedisLink link, StreamReaders readers, Retention retention) {
    this.prefix = prefix;
    this.link = link;
    this.readers = readers;
    this.retention = retention;
  }

  String prefix() {
    return prefix;
  }

  /** The log with this name, in this life of it; readers of an earlier one fail. */
  RedisLog get(String name, String incarnation) throws IOException {
    RedisLog log;
    RedisLog earlier;
    synchronized (this) {
      if (closed) {
        throw new IOException("the store was closed");
      }
      forgetUnused();
      var known = logs.get(name);
      earlier = known == null ? null : known.get();
      if (earlier != null && earlier.isOf(incarnation)) {
        return earlier;
      }
      log = new RedisLog(name, incarnation, this);
      logs.put(name, new Known(log, unused));
    }
    if (earlier != null) { // Its stream has another reader from now on, which would not tell it.
      earlier.fail(new LogDeletedException(name));
    }
    return log;
  }

  private void forgetUnused() {
    for (var gone = unused.poll(); gone != null; gone = unused.poll()) {
      logs.remove(((Known) gone).name, gone);
    }
  }

  /** Lets the next one who asks for this log have another object of it. */
  synchronized void forget(RedisLog log) {
    var known = logs.get(log.name());
    if (known != null && known.refersTo(log)) {
      logs.remove(log.name());
    }
  }

  RedisLink link() {
    return link;
  }

  StreamReaders readers() {
    return readers;
  }

  Retention retention() {
    return retention;
  }

  /** Fails all readers. */
  void close() {
    List<RedisLog> all;
    synchronized (this) {
      closed = true;
      all =
          logs.values().stream()
              .<@Nullable RedisLog>map(Known::get)
              .filter(Objects::nonNull)
              .toList();
      logs.clear();
    }
    all.forEach(log -> log.fail(new IOException("the store was closed")));
  }
}
