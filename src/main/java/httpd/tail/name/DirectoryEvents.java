package httpd.tail.name;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import httpd.line.log.ServerLog;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reports changes in the directories of followed files, where the file system has such events. An
 * event is only a hint: a directory that cannot be watched is polled.
 */
public final class DirectoryEvents implements AutoCloseable {

  private static final System.Logger LOG = ServerLog.named(DirectoryEvents.class.getName());

  private final @Nullable WatchService service;
  private final Map<Path, WatchKey> watched = new HashMap<>();

  private DirectoryEvents(@Nullable WatchService service) {
    this.service = service;
  }

  /** Starts to listen, on its own virtual thread. */
  public static DirectoryEvents to(Runnable hint) {
    try {
      var service = FileSystems.getDefault().newWatchService();
      Thread.ofVirtual().name("httpd-tail-events").start(() -> listen(service, hint));
      return new DirectoryEvents(service);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.log(System.Logger.Level.DEBUG, "no file events: polling", e);
      return new DirectoryEvents(null);
    }
  }

  public void watch(Path directory) {
    if (service == null) {
      return;
    }
    try {
      watched.put(directory, directory.register(service, ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY));
    } catch (IOException | UnsupportedOperationException e) {
      LOG.log(System.Logger.Level.DEBUG, "no file events from " + directory, e);
    }
  }

  /** Stops watching all other directories: the system has a limited number of watches. */
  public void keepOnly(Set<Path> directories) {
    var unwanted = new HashMap<>(watched);
    unwanted.keySet().removeAll(directories);
    unwanted.values().forEach(WatchKey::cancel);
    watched.keySet().retainAll(directories);
  }

  @Override
  public void close() {
    if (service == null) {
      return;
    }
    try {
      service.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "closing the file events failed", e);
    }
  }

  private static void listen(WatchService service, Runnable hint) {
    try {
      while (true) {
        var key = service.take();
        key.pollEvents();
        hint.run();
        key.reset();
      }
    } catch (ClosedWatchServiceException closed) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
