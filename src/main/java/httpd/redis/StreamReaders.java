package httpd.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Divides the logs that have readers among {@link StreamReader}s. Safe for all threads. */
final class StreamReaders implements AutoCloseable {

  /** The logs of one connection: Redis looks at all of them for each answer. */
  static final int MOST_LOGS = 256;

  private final RedisLink link;
  private final RedisConnector connector;

  // Guarded by this.
  private final List<StreamReader> all = new ArrayList<>();
  private final Map<Followed, StreamReader> readerOf = new HashMap<>();
  private boolean closed;

  StreamReaders(RedisLink link, RedisConnector connector) {
    this.link = link;
    this.connector = connector;
  }

  synchronized void add(Followed log) {
    if (closed) {
      return;
    }
    var reader =
        all.stream().filter(each -> each.size() < MOST_LOGS).findFirst().orElseGet(this::another);
    readerOf.put(log, reader);
    reader.add(log);
  }

  private StreamReader another() {
    var reader = new StreamReader(this, link, connector);
    all.add(reader);
    reader.start();
    return reader;
  }

  synchronized void remove(Followed log) {
    var reader = readerOf.remove(log);
    if (reader != null) {
      reader.remove(log);
    }
  }

  /** Lets a reader end that has no logs; false if it has some again. */
  synchronized boolean retire(StreamReader reader) {
    return closed || (reader.size() == 0 && all.remove(reader));
  }

  /** Ends all threads. */
  @Override
  public void close() {
    List<StreamReader> ending;
    synchronized (this) {
      closed = true;
      ending = List.copyOf(all);
      all.clear();
    }
    ending.forEach(StreamReader::stop);
  }
}
