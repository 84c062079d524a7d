package httpd.hub;

import httpd.disk.DiskSettings;
import httpd.disk.DiskStore;
import httpd.live.Presentation;
import httpd.topic.LogStore;
import httpd.topic.MemoryLogStore;
import httpd.topic.Retention;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Where the hub of a test has its events. */
enum HubEngine {
  ROOMS,
  STORE,
  DISK;

  HubPlace open() throws IOException {
    return switch (this) {
      case ROOMS -> new HubPlace(null, new HubHandler("hub:", 100_000, Presentation.DEFAULT), null);
      case STORE -> over(new MemoryLogStore(Retention.ALL), null);
      case DISK -> disk(Files.createTempDirectory("hub"));
    };
  }

  private static HubPlace disk(Path directory) throws IOException {
    return over(DiskStore.open(directory, DiskSettings.DEFAULT), directory);
  }

  private static HubPlace over(LogStore store, @Nullable Path directory) {
    var hub = HubHandler.over(store, "hub:store", Presentation.DEFAULT);
    return new HubPlace(store, hub, directory);
  }

  /** A hub, its store if it has one, and the directory of that, which goes with it. */
  record HubPlace(@Nullable LogStore store, HubHandler hub, @Nullable Path directory)
      implements AutoCloseable {

    /** Closes the store, and opens it again for another hub. */
    HubPlace restart() throws IOException {
      store.close();
      return disk(directory);
    }

    @Override
    public void close() throws IOException {
      if (store != null) {
        store.close();
      }
      if (directory != null && Files.exists(directory)) {
        try (var files = Files.walk(directory)) {
          files.sorted(Comparator.reverseOrder()).forEach(HubPlace::delete);
        }
      }
    }

    private static void delete(Path file) {
      try {
        Files.delete(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
