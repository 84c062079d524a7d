package httpd.disk;

import java.nio.file.Path;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ExecutorService;

/**
 * What all logs of a store use.
 *
 * @param directory of the store
 * @param generation counts the power failures that may have cost records
 * @param threads read and write; no task on them waits for another
 * @param logs by name
 * @param diskFailed notes that the disk did not take what readers may have
 */
record StoreContext(
    StoreDirectory directory,
    long generation,
    DiskSettings settings,
    OpenFiles files,
    ExecutorService threads,
    Committer committer,
    ConcurrentNavigableMap<String, DiskLog> logs,
    Runnable diskFailed) {

  boolean isSynced() {
    return !settings.sync().isBySystem();
  }

  Path directoryOf(String log) {
    return directory.logs().resolve(LogNames.directory(log));
  }
}
