package httpd.disk;

import httpd.topic.LogStore;
import httpd.topic.LogStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Logs": the logs in a directory. */
class DiskLogStoreTest implements LogStoreContract {

  @TempDir private Path directory;

  @Override
  public LogStore open() throws IOException {
    return DiskStore.open(directory.resolve("logs"), DiskSettings.DEFAULT);
  }
}
