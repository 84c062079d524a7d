package httpd.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;

/** Bounds the entries of a directory, in number and bytes: the least recently used go first. */
record CacheBounds(Path directory) {

  static final int MOST_ENTRIES = 100;
  static final long MOST_BYTES = 32 << 20;

  /** A file takes less to write; the process that began one an hour ago was killed. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private record Entry(Path file, long size, Instant used) {}

  /** Makes room for one more entry. Another process may remove the same files at the same time. */
  void prune(int more) throws IOException {
    var entries = new ArrayList<Entry>();
    try (var files = Files.newDirectoryStream(directory)) {
      for (var file : files) {
        if (file.toString().endsWith(CacheDirectory.ENTRY)) {
          look(file, entries);
        } else if (file.toString().endsWith(CacheDirectory.UNFINISHED)) {
          removeAbandoned(file);
        }
      }
    }
    entries.sort(Comparator.comparing(Entry::used));
    long bytes = more + entries.stream().mapToLong(Entry::size).sum();
    int number = 1 + entries.size();
    for (var entry : entries) {
      if (number <= MOST_ENTRIES && bytes <= MOST_BYTES) {
        return;
      }
      Files.deleteIfExists(entry.file());
      number--;
      bytes -= entry.size();
    }
  }

  private static void look(Path file, ArrayList<Entry> entries) throws IOException {
    try {
      var seen = Files.readAttributes(file, BasicFileAttributes.class);
      entries.add(new Entry(file, seen.size(), seen.lastModifiedTime().toInstant()));
    } catch (NoSuchFileException gone) {
      return; // Removed by another process.
    }
  }

  private static void removeAbandoned(Path file) throws IOException {
    try {
      var begun = Files.getLastModifiedTime(file).toInstant();
      if (Duration.between(begun, Instant.now()).abs().compareTo(ABANDONED) > 0) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException gone) {
      return; // Renamed, or removed by another process.
    }
  }
}
