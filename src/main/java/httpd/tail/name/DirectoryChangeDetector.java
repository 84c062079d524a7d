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
 * Whether folders have stayed as they were, so that nobody need list them.
 *
 * <pre>
 *             a second without a change            listed after that
 *   CHANGED ─────────────────────────────► RESTING ──────────────────► QUIET
 *      ▲                                      │                          │
 *      └──────────────────────────────────────┴──── another time ◄───────┘
 * </pre>
 *
 * <p>Two changes within one tick of a file system's clock leave the same time; hence the second,
 * which is counted by our own clock. Used by one thread.
 */
public final class DirectoryChangeDetector {

  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanos;
  private Map<Path, Optional<FileTime>> times = Map.of();
  private long since;
  private boolean resting;
  private boolean quiet;

  /** With our own clock, as {@link System#nanoTime} is. */
  public DirectoryChangeDetector(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Asked before each look.
   *
   * @param folders whose times tell of every change; none if nothing tells
   */
  public boolean haveStayed(List<Path> folders) throws IOException {
    var now = timesOf(folders);
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

  /** Whether it is time to list them for the last time. */
  public boolean mayBeQuiet() {
    return resting;
  }

  /** They were listed after the last {@link #haveStayed}, and all that is there is known. */
  public void wereListed() {
    quiet = resting;
  }

  private static Map<Path, Optional<FileTime>> timesOf(List<Path> folders) throws IOException {
    var times = new HashMap<Path, Optional<FileTime>>();
    for (var folder : folders) {
      try {
        times.put(folder, Optional.of(Files.getLastModifiedTime(folder)));
      } catch (FileSystemException e) {
        if (!Absence.isCertain(e)) {
          throw e;
        }
        times.put(folder, Optional.empty());
      }
    }
    return times;
  }
}
