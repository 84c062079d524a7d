package httpd.tail.follow;

import httpd.tail.name.DirectoryEvents;
import httpd.tail.name.DirectoryNames;
import httpd.tail.name.TailName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that reads all followed files.
 *
 * <pre>
 *        the first request            a look every 50 ms, or when a directory reports a change
 *   NONE ──────────────────► RUNNING ◄──────────────────────────┐
 *    ▲                         │  └─────────────────────────────┘
 *    └─────────────────────────┘ the last cursor is closed, and so is every descriptor
 * </pre>
 *
 * <p>Cursors put their requests into a queue, and the thread answers them; it never waits for a
 * cursor. An event only makes a look come sooner, since network and overlay file systems have none.
 */
public final class TailReader implements TailRequests {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** At least so much between two looks, so that small writes do not cost a look each. */
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Queue<Runnable> requests = new ConcurrentLinkedQueue<>();

  private final FirstFileRegistry firstFiles = new FirstFileRegistry();

  /** Started and forgotten under the lock of this. */
  private volatile @Nullable Thread thread;

  private volatile boolean changed;

  /** Changed by the thread only. */
  private final List<Follower> followers = new CopyOnWriteArrayList<>();

  // Used by the thread only.
  private @Nullable DirectoryEvents events;

  @Override
  public void ask(TailCursor cursor) {
    submit(() -> {
      if (!cursor.isClosed()) {
        answer(cursor);
      }
    });
  }

  @Override
  public void leave(TailCursor cursor) {
    if (thread != null) {
      submit(() -> followers.forEach(follower -> follower.leave(cursor)));
    }
  }

  @Override
  public FirstFileRegistry firstFiles() {
    return firstFiles;
  }

  /** Returns the names that are followed, and how many cursors each has; from any thread. */
  public Map<TailName, Integer> followed() {
    return followers.stream().collect(Collectors.toMap(Follower::name, Follower::cursorCount));
  }

  public boolean isRunning() {
    return thread != null;
  }

  void lookNow() {
    changed = true;
    LockSupport.unpark(thread);
  }

  private void submit(Runnable request) {
    requests.add(request);
    synchronized (this) {
      if (thread == null) {
        thread = Thread.ofPlatform().daemon().name("httpd-tail").start(this::run);
      }
    }
    LockSupport.unpark(thread);
  }

  private void answer(TailCursor cursor) {
    for (var follower : followers) {
      if (follower.has(cursor)) {
        follower.serve(cursor);
        return;
      }
    }
    follower(cursor.name()).join(cursor);
    changed = true; // One look serves all that have come.
  }

  private Follower follower(TailName name) {
    for (var follower : followers) {
      if (follower.name().equals(name)) {
        return follower;
      }
    }
    var follower = new Follower(name, firstFiles);
    followers.add(follower);
    if (events == null) {
      events = DirectoryEvents.to(this::lookNow);
    }
    events.watch(name.directory());
    return follower;
  }

  private void run() {
    try {
      lookUntilUnused();
    } catch (RuntimeException | Error failure) { // No cursor may wait for lines that never come.
      abandon(failure);
    }
  }

  private void lookUntilUnused() {
    long looked = System.nanoTime() - PAUSE_NANOS;
    do {
      answer();
      long now = System.nanoTime();
      if (changed || now - looked >= PAUSE_NANOS) {
        changed = false;
        looked = now;
        var names = new DirectoryNames();
        followers.forEach(follower -> follower.look(names));
        if (followers.removeIf(Follower::closeIfUnused) && events != null) {
          events.keepOnly(directories());
        }
        if (requests.isEmpty()) {
          LockSupport.parkNanos(this, REST_NANOS);
        }
      } else if (requests.isEmpty()) {
        LockSupport.parkNanos(this, PAUSE_NANOS - (now - looked));
      }
    } while (!retire());
  }

  private Set<Path> directories() {
    return followers.stream().map(each -> each.name().directory()).collect(Collectors.toSet());
  }

  private void answer() {
    long until = System.nanoTime() + PAUSE_NANOS;
    for (var request = requests.poll(); request != null; request = requests.poll()) {
      request.run();
      if (System.nanoTime() > until) {
        return; // A look is due, however many requests there are.
      }
    }
  }

  /** Fails all cursors; those that have a request left are answered all the same. */
  private void abandon(Throwable failure) {
    followers.forEach(follower -> follower.abandon(failure));
    followers.clear();
    if (!retire()) {
      lookUntilUnused();
    }
  }

  private boolean retire() {
    if (!followers.isEmpty()) {
      return false;
    }
    if (events != null) {
      events.close();
      events = null;
    }
    synchronized (this) {
      boolean retired = requests.isEmpty();
      thread = retired ? null : thread;
      return retired;
    }
  }
}
