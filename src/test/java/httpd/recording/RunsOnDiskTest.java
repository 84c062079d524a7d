package httpd.recording;

import httpd.disk.DiskSettings;
import httpd.disk.DiskStore;
import httpd.topic.LogStore;
import httpd.topic.Retention;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The same in a directory. */
class RunsOnDiskTest extends RunsTest {

  @TempDir static Path directory;

  static LogStore newStore() {
    try {
      return open(Files.createTempDirectory(directory, "runs"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static LogStore open(Path path) throws IOException {
    var kept = new Retention(Long.MAX_VALUE, RecordingSettings.RUN_BYTES, null);
    return DiskStore.open(path, DiskSettings.DEFAULT.with(kept));
  }

  @Override
  LogStore store() {
    return newStore();
  }

  @AfterEach
  void close() {
    nothingIsLeft();
    recordings.settings().store().close();
  }
}
