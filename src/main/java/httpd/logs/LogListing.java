package httpd.logs;

import httpd.tail.name.RotatedName;
import httpd.tail.name.TailName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a directory has found.
 *
 * @param entries the one written last first
 * @param directories that were read, for who waits for changes
 * @param isComplete false if there are more names than are read, or directories deeper below
 */
record LogListing(List<LogEntry> entries, List<Path> directories, boolean isComplete) {

  /** A file that was written so long ago counts as being written. */
  private static final Duration MOMENT = Duration.ofSeconds(10);

  /** The order of the list. */
  enum Order {
    AGE(Comparator.comparing(LogEntry::modified).reversed()),
    NAME(Comparator.comparing(LogEntry::name, String.CASE_INSENSITIVE_ORDER)),
    SIZE(Comparator.comparingLong(LogEntry::size).reversed());

    @SuppressWarnings("ImmutableEnumChecker") // Made of lambdas without state.
    private final Comparator<LogEntry> comparator;

    Order(Comparator<LogEntry> comparator) {
      this.comparator = comparator.thenComparing(LogEntry::name);
    }
  }

  static LogListing of(LogDirectory directory, Instant now) throws IOException {
    var walk = LogWalk.of(directory);
    var files = walk.files();
    var targets = new HashMap<Object, String>();
    files.forEach((name, found) -> {
      if (found.key() != null && !found.isLink()) {
        targets.put(found.key(), name);
      }
    });
    var entries = new ArrayList<LogEntry>();
    files.forEach((name, found) -> {
      var target = found.isLink() && found.key() != null ? targets.get(found.key()) : null;
      var log = target == null ? logOf(name, files::containsKey) : target;
      var state = target == null ? state(name, found, log, now) : LogEntry.State.LINK;
      entries.add(new LogEntry(name, found.size(), found.modified(), state, log));
    });
    entries.sort(Order.AGE.comparator);
    return new LogListing(entries, walk.directories(), walk.isComplete());
  }

  private static LogEntry.State state(
      String name, LogWalk.Found found, @Nullable String log, Instant now) {
    if (TailName.isCompressed(name)) {
      return LogEntry.State.COMPRESSED;
    }
    if (!Files.isReadable(found.path())) {
      return LogEntry.State.UNREADABLE;
    }
    if (log != null) {
      return LogEntry.State.ROTATED;
    }
    return found.modified().plus(MOMENT).isAfter(now)
        ? LogEntry.State.WRITING
        : LogEntry.State.QUIET;
  }

  /** Returns the log that a file was rotated away from, the first one of a chain. */
  static @Nullable String logOf(String name, Predicate<String> isThere) {
    var above = LogDirectory.above(name);
    String log = null;
    for (var at = name.substring(above.length()); at != null; ) {
      at = RotatedName.logOf(at, other -> isThere.test(above + other));
      log = at == null ? log : above + at;
    }
    return log;
  }

  List<LogEntry> sorted(Order order) {
    return entries.stream().sorted(order.comparator).toList();
  }

  boolean has(String name) {
    return entries.stream().anyMatch(entry -> entry.name().equals(name));
  }
}
