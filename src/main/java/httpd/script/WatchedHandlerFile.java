package httpd.script;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.line.blocking.CloseTasks;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A handler file that is loaded anew when it, or what it depends on, has changed.
 *
 * <pre>
 *                      a look: changed, and at rest
 *   SERVING version n ──────────────────────────────► LOADING, while version n serves
 *      ▲  ▲                                                │ loads            │ fails
 *      │  └─── version n serves on, the error is shown ────┼──────────────────┘
 *      └────── version n+1 serves; n ends its streams ─────┘
 * </pre>
 *
 * <p>{@link #handle} is for any thread. A look and a reload are one at a time, whoever asks.
 */
final class WatchedHandlerFile implements Handler {

  private final Path file;
  private final Consumer<String> console;
  private final CloseTasks closeTasks;

  private volatile HandlerVersion current;

  /** Held while the current version is replaced, or given up for good. */
  private final ReentrantLock swapping = new ReentrantLock();

  private boolean closed;

  /** Held during a look and a load; all below is guarded by it. */
  private final ReentrantLock loading = new ReentrantLock();

  private final ChangeDetector changes = new ChangeDetector();
  private final RestlessFiles restless = new RestlessFiles();
  private Dependencies dependencies;
  private boolean failed;
  private long looks;

  /**
   * Loads the file for the first time.
   *
   * @param console takes what there is to say of reloads, whole lines without the last line feed
   * @param closeTasks take the closes of handlers
   * @throws HandlerFileException if that fails; nothing is watched then
   */
  WatchedHandlerFile(Path file, Consumer<String> console, CloseTasks closeTasks)
      throws HandlerFileException {
    this.file = file;
    this.console = console;
    this.closeTasks = closeTasks;
    dependencies = new Dependencies(file);
    changes.begin(WatchedFiles.in(dependencies.folder()));
    current = new HandlerVersion(HandlerFile.load(file, dependencies), closeTasks);
    changes.add(dependencies.states());
  }

  @Override
  public Response handle(Request request) throws Exception {
    while (true) {
      var version = current;
      if (version.enter()) {
        return version.handle(request);
      }
      if (version == current) {
        throw new HttpException(503, "The handler is closed");
      }
    }
  }

  /** Looks whether something has changed, and loads the file if that has come to rest. */
  void look() {
    loading.lock();
    try {
      looks++;
      var changed = changes.look(now());
      if (!changed.isEmpty()) {
        load(reason(changed));
        changed.forEach(this::noteChange);
      }
    } finally {
      loading.unlock();
    }
  }

  /** Loads the file, changed or not. */
  void reload() {
    loading.lock();
    try {
      load("");
    } finally {
      loading.unlock();
    }
  }

  /** Loads the file at once if what it depends on has changed. */
  void reloadIfChanged() {
    loading.lock();
    try {
      if (changes.differ(now())) {
        load("");
      }
    } finally {
      loading.unlock();
    }
  }

  private Map<Path, FileState> now() {
    var now = new WatchedFiles(dependencies, failed, changes::knows).now(changes.files());
    now.keySet().removeIf(restless::contains);
    return now;
  }

  /** The current version serves no more. A load that is under way will not replace it. */
  void close() {
    swapping.lock();
    try {
      if (!closed) {
        closed = true;
        current.retire();
      }
    } finally {
      swapping.unlock();
    }
  }

  private void load(String reason) {
    long began = System.nanoTime();
    dependencies = new Dependencies(file);
    changes.begin(WatchedFiles.in(dependencies.folder()));
    failed = true;
    try {
      swap(new HandlerVersion(HandlerFile.load(file, dependencies), closeTasks));
      failed = false;
      double seconds = (double) (System.nanoTime() - began) / TimeUnit.SECONDS.toNanos(1);
      say(String.format(Locale.ROOT, "httpd: reloaded %s in %.2f s%s", file, seconds, reason));
    } catch (HandlerFileException e) {
      sayFailed(String.valueOf(e.getMessage()));
    } catch (Throwable failure) { // Whatever it is, the version before is better than none.
      sayFailed(file + ": error: it cannot be loaded: " + failure);
    } finally {
      changes.add(dependencies.states());
    }
  }

  private void swap(HandlerVersion next) {
    swapping.lock();
    try {
      var before = closed ? next : current;
      if (!closed) {
        current = next;
      }
      before.retire();
    } finally {
      swapping.unlock();
    }
  }

  private void sayFailed(String message) {
    say(message + "\nhttpd: still serving the version before");
  }

  private void say(String text) {
    console.accept(text);
  }

  private void noteChange(Path changed) {
    if (!WatchedFiles.isJava(changed) && restless.changed(changed, looks)) {
      say(
          "httpd: %s changes all the time, and no longer reloads %s"
              .formatted(nameOf(changed), file));
    }
  }

  /** Says what has changed, unless it is the file itself. */
  private String reason(List<Path> changed) {
    if (changed.contains(file.toAbsolutePath().normalize())) {
      return "";
    }
    int others = changed.size() - 1;
    return " (%s%s)"
        .formatted(nameOf(changed.getFirst()), others == 0 ? "" : " and " + others + " more");
  }

  private String nameOf(Path other) {
    var folder = dependencies.folder();
    return (other.startsWith(folder) ? folder.relativize(other) : other).toString();
  }
}
