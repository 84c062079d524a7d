package httpd.tail.name;

import httpd.file.Absence;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells whether directories are unchanged, so that they need not be listed.
 *
 * <pre>
 *             a second without a change            listed after that
 *   CHANGED ─────────────────────────────► RESTING ──────────────────► QUIET
 *      ▲                                      │                          │
 *      └──────────────────────────────────────┴──── another time ◄───────┘
 * </pre>
 *
 * <p>Two changes within one tick of a file system's clock leave the same time; hence the second of
 * rest, which is measured by our own clock. Used by one thread.
 */
public final class DirectoryChangeDetector {

  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanos;
  private Map<Path, Optional<FileTime>> times = Map.of();
  private long since;
  private boolean resting;
  private boolean quiet;

  public DirectoryChangeDetector(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Compares the times of these paths with the last call; without paths nothing shows a change. */
  public boolean areUnchanged(List<Path> indicators) throws IOException {
    var now = timesOf(indicators);
    if (now.isEmpty() || !now.equals(times)) {
      times = now;
      haveChanged();
      return false;
    }
    resting = nanos.getAsLong() - since > REST_NANOS;
    return quiet;
  }

  public void haveChanged() {
    since = nanos.getAsLong();
    resting = false;
    quiet = false;
  }

  /** Whether the next listing may be the last one. */
  public boolean mayBeQuiet() {
    return resting;
  }

  /** Notes that all files were listed and seen after the last {@link #areUnchanged}. */
  public void wereListed() {
    quiet = resting;
  }

  private static Map<Path, Optional<FileTime>> timesOf(List<Path> paths) throws IOException {
    var times = new HashMap<Path, Optional<FileTime>>();
    for (var path : paths) {
      try {
        times.put(path, Optional.of(Files.getLastModifiedTime(path)));
      } catch (FileSystemException e) {
        if (!Absence.isCertain(e)) {
          throw e;
        }
        times.put(path, Optional.empty());
      }
    }
    return times;
  }
}
