package httpd.cli;

import httpd.cli.error.CommandException;
import httpd.cli.output.Console;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What HUP reads again: each part in the order in which it was added, on the thread {@code
 * httpd-reload}. A part that fails keeps what it has, says so, and does not keep the others from
 * theirs.
 *
 * <pre>
 *   IDLE ── request ──► REQUESTED ── begins ──► RELOADING ── all parts ──► IDLE
 *                        ▲     │ request         │ request
 *                        │     └─ is the same    │
 *                        └───────────────────────┘
 *   close(): requests do nothing, and a reload ends with the part that it is at
 * </pre>
 *
 * <p>Nothing here waits for a connection: clients that read nothing hold up no reload.
 */
final class Reloads implements AutoCloseable {

  /** One part. */
  interface Part {

    /**
     * Reads its files again.
     *
     * @throws CommandException if it keeps what it has
     */
    void reload() throws CommandException;
  }

  private final Console console;
  private final Runnable begins;
  private final Runnable ends;
  private final List<Part> parts = new CopyOnWriteArrayList<>();
  private final AtomicBoolean requested = new AtomicBoolean();
  private final ReentrantLock reloading = new ReentrantLock();
  private volatile boolean closed;

  /** Makes the list, without parts; the two tasks run before and after each reload. */
  Reloads(Console console, Runnable begins, Runnable ends) {
    this.console = console;
    this.begins = begins;
    this.ends = ends;
  }

  void add(Part part) {
    parts.add(part);
  }

  /** Reloads soon; requests that come before a reload begins are one. */
  void request() {
    if (!closed && requested.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("httpd-reload").start(this::run);
    }
  }

  private void run() {
    reloading.lock();
    try {
      requested.set(false);
      if (closed) {
        return;
      }
      begins.run();
      try {
        parts.forEach(this::reload);
      } finally {
        if (!closed) {
          ends.run();
        }
      }
    } finally {
      reloading.unlock();
    }
  }

  private void reload(Part part) {
    if (closed) {
      return;
    }
    try {
      part.reload();
    } catch (CommandException kept) {
      console.error(kept);
    } catch (RuntimeException | LinkageError e) {
      console.error(
          CommandException.failed(
              "a reload failed: " + e, "what was loaded before is still in use", e));
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
