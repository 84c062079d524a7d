package httpd.disk;

import httpd.topic.LogStore;
import httpd.topic.LogStoreContract;
import httpd.topic.Retention;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Logs": the logs in a directory. */
class DiskLogStoreTest implements LogStoreContract {

  @TempDir private Path directory;

  private int opened;

  /** What is written through has tests of its own. */
  private static final DiskSettings UNSYNCED = DiskSettings.DEFAULT.with(SyncPolicy.BY_SYSTEM);

  private Path place() {
    return directory.resolve("logs" + opened);
  }

  @Override
  public LogStore open() throws IOException {
    opened++;
    return openAgain();
  }

  @Override
  public LogStore openAgain() throws IOException {
    return DiskStore.open(place(), UNSYNCED);
  }

  @Override
  public LogStore openSmall() throws IOException {
    opened++;
    var few = new Retention(SMALL, Long.MAX_VALUE, null);
    return DiskStore.open(place(), UNSYNCED.with(few));
  }

  @Override
  public boolean isDurable() {
    return true;
  }
}
