package httpd.topic;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The logs of one place, each with a name: of this process, of a directory, or of a Redis server.
 * Its methods may wait for a disk or a server. Safe for all threads.
 */
public interface LogStore extends AutoCloseable {

  /**
   * A log that was asked for.
   *
   * @param log the one with that name
   * @param isNew whether it was created by this call
   */
  record Creation(Log log, boolean isNew) {}

  /**
   * A log to be created.
   *
   * @param attributes what {@link Log#attributes} returns; copied
   * @param begin the position of another log of this store after which its positions continue; null
   *     for positions of its own
   * @param first what it has from the beginning
   */
  record Blueprint(Map<String, String> attributes, @Nullable String begin, Append first) {

    /** Copies the map. */
    public Blueprint {
      attributes = Map.copyOf(attributes);
    }
  }

  /** Whether its methods, and those of its logs, may wait for anything; false only in memory. */
  default boolean mayBlock() {
    return true;
  }

  /** Returns the log with this name, or null. */
  @Nullable Log find(String name) throws IOException;

  /** Creates a log, unless there is one with this name: then that one is returned, unchanged. */
  Creation create(String name, Blueprint blueprint) throws IOException;

  /** Returns the names of all logs, sorted. */
  List<String> names() throws IOException;

  /** Returns what tells that its server is away; null if it has no server. */
  default @Nullable StoreOutages outages() {
    return null;
  }

  /** Releases files and connections. Readers fail; what was appended stays where it is. */
  @Override
  void close();
}
