package httpd.disk;

import httpd.disk.OpenFile.Faults;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The files of a store that are open: few, whatever the number of logs. The one that was unused
 * longest is closed; those in use stay open, and may be more than the bound for a while. Only
 * threads of the store use them: an interrupt would close a channel for all.
 */
final class OpenFiles {

  private final int most;
  private final Faults faults;
  private final ReentrantLock lock = new ReentrantLock();

  /** In the order of their last use. Guarded by the lock. */
  private final LinkedHashMap<Path, OpenFile> files = new LinkedHashMap<>(16, 0.75f, true);

  OpenFiles(int most, Faults faults) {
    this.most = most;
    this.faults = faults;
  }

  /** The time of the system, which may jump, in milliseconds of the epoch. */
  long now() {
    return faults.now();
  }

  /** Opens a file that exists, unless it is open; to be {@linkplain #release released}. */
  OpenFile acquire(Path path) throws IOException {
    return acquire(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Makes a file; to be {@linkplain #release released}. */
  OpenFile create(Path path) throws IOException {
    return acquire(
        path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
  }

  private OpenFile acquire(Path path, OpenOption... options) throws IOException {
    OpenFile file;
    List<OpenFile> unused;
    lock.lock();
    try {
      file = files.get(path);
      if (file == null) {
        file = new OpenFile(path, FileChannel.open(path, options), faults);
        files.put(path, file);
      }
      file.users++;
      unused = takeUnused(most);
    } finally {
      lock.unlock();
    }
    close(unused);
    return file;
  }

  /** Uses a file once more; to be released once more. */
  OpenFile again(OpenFile file) {
    lock.lock();
    try {
      file.users++;
      return file;
    } finally {
      lock.unlock();
    }
  }

  void release(OpenFile file) throws IOException {
    boolean isLast;
    lock.lock();
    try {
      file.users--;
      isLast = file.users == 0 && file.isForgotten;
    } finally {
      lock.unlock();
    }
    if (isLast) {
      file.close();
    }
  }

  void releaseAll(@Nullable OpenFile... acquired) throws IOException {
    for (var file : acquired) {
      if (file != null) {
        release(file);
      }
    }
  }

  /** Whether more files are in use than should be open. */
  boolean isCrowded() {
    lock.lock();
    try {
      return files.size() > most;
    } finally {
      lock.unlock();
    }
  }

  int count() {
    lock.lock();
    try {
      return files.size();
    } finally {
      lock.unlock();
    }
  }

  /** Closes the files below a path, each when it is no longer used. */
  void forget(Path path) throws IOException {
    var unused = new ArrayList<OpenFile>();
    lock.lock();
    try {
      files
          .values()
          .removeIf(file -> {
            boolean isBelow = file.path.startsWith(path);
            if (isBelow) {
              file.isForgotten = true;
              if (file.users == 0) {
                unused.add(file);
              }
            }
            return isBelow;
          });
    } finally {
      lock.unlock();
    }
    close(unused);
  }

  /** Takes the ones out that were unused longest, until few enough are left. Under the lock. */
  private List<OpenFile> takeUnused(int left) {
    if (files.size() <= left) {
      return List.of();
    }
    var unused = new ArrayList<OpenFile>();
    int tooMany = files.size() - left;
    for (Map.Entry<Path, OpenFile> entry : files.entrySet()) {
      if (entry.getValue().users == 0 && unused.size() < tooMany) {
        unused.add(entry.getValue());
      }
    }
    unused.forEach(file -> files.remove(file.path));
    return unused;
  }

  private static void close(List<OpenFile> files) throws IOException {
    for (var file : files) {
      file.close();
    }
  }
}
