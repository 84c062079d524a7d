package httpd.disk;

import httpd.line.LineSourceContract;
import httpd.topic.LogOrigin;
import httpd.topic.LogStore;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The exam of the readers of a log on disk. */
class DiskLogSourceTest {

  @TempDir Path directory;

  private LogStore open() throws IOException {
    return DiskStore.open(directory.resolve("logs"), DiskSettings.DEFAULT);
  }

  @Nested
  class Last implements LineSourceContract {
    @Override
    public Origin origin() throws Exception {
      return LogOrigin.last(open());
    }
  }

  @Nested
  class After implements LineSourceContract {
    @Override
    public Origin origin() throws Exception {
      return LogOrigin.after(open());
    }
  }
}
