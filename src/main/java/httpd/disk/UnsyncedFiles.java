package httpd.disk;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The files of a log that were written to since they were written through. They stay open until
 * then, so that an error which the disk tells later reaches the log. The writer adds; the thread
 * {@code httpd-log-sync} and the writer sync, one after the other.
 */
final class UnsyncedFiles {

  private final OpenFiles open;
  private final ReentrantLock syncing = new ReentrantLock();

  // Guarded by this.
  private Map<OpenFile, Boolean> files = new LinkedHashMap<>();
  private @Nullable OpenFile index;
  private SyncMark mark = new SyncMark(0, 0);
  private boolean hasNewName;

  UnsyncedFiles(OpenFiles open) {
    this.open = open;
  }

  /** Adds files of a segment, of which one may be new. */
  synchronized void add(
      Segment segment, boolean isNewName, OpenFile index, @Nullable OpenFile... written) {
    hasNewName |= isNewName;
    this.index = index;
    mark = new SyncMark(segment.count, segment.extraBytes);
    keep(index);
    for (var file : written) {
      if (file != null) {
        keep(file);
      }
    }
  }

  private void keep(OpenFile file) {
    if (files.putIfAbsent(file, true) == null) {
      var _ = open.again(file);
    }
  }

  synchronized boolean isEmpty() {
    return files.isEmpty();
  }

  /** Writes them through, and notes that in the index. */
  void sync() throws IOException {
    syncing.lock();
    try {
      Map<OpenFile, Boolean> taken;
      OpenFile marked;
      SyncMark safe;
      boolean newName;
      synchronized (this) {
        taken = files;
        files = new LinkedHashMap<>();
        marked = index;
        safe = mark;
        newName = hasNewName;
        hasNewName = false;
      }
      try {
        for (var file : taken.keySet()) {
          file.force();
        }
        if (newName && marked != null) {
          SafeFile.forceDirectory(SafeFile.directoryOf(marked.path));
        }
        if (marked != null && taken.containsKey(marked)) {
          safe.write(marked);
        }
      } finally {
        release(taken);
      }
    } finally {
      syncing.unlock();
    }
  }

  /** Forgets them: the log is deleted, or its disk has failed. */
  void forget() throws IOException {
    Map<OpenFile, Boolean> taken;
    synchronized (this) {
      taken = files;
      files = new LinkedHashMap<>();
    }
    release(taken);
  }

  private void release(Map<OpenFile, Boolean> taken) throws IOException {
    for (var file : taken.keySet()) {
      open.release(file);
    }
  }
}
