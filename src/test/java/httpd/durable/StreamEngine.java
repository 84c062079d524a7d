package httpd.durable;

import httpd.disk.DiskSettings;
import httpd.disk.DiskStore;
import httpd.limit.Limits;
import httpd.topic.LogStore;
import java.nio.file.Path;

/** What keeps the streams of a test. */
enum StreamEngine {
  MEMORY {
    @Override
    LogStore open(Path directory, Limits limits) {
      return StreamsInMemory.store(limits);
    }
  },
  DISK {
    @Override
    LogStore open(Path directory, Limits limits) throws Exception {
      return DiskStore.open(directory.resolve("streams"), DiskSettings.DEFAULT);
    }
  };

  abstract LogStore open(Path directory, Limits limits) throws Exception;
}
