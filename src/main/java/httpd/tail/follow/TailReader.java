package httpd.tail.follow;

import httpd.tail.name.DirectoryEvents;
import httpd.tail.name.TailName;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that reads all followed files.
 *
 * <pre>
 *        the first question           a look every 50 ms, or when a folder tells of a change
 *   NONE ──────────────────► RUNNING ◄──────────────────────────┐
 *    ▲                         │  └─────────────────────────────┘
 *    └─────────────────────────┘ the last cursor has left: every descriptor is closed
 * </pre>
 *
 * <p>Cursors put their questions into a queue and are answered from the thread; it waits for none
 * of them. A look is the truth; an event only makes it come sooner, since network and overlay file
 * systems have none.
 */
public final class TailReader implements TailRequests {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Between two looks at least, so that a writer of many small pieces costs no look for each. */
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Queue<Runnable> questions = new ConcurrentLinkedQueue<>();

  private final FirstFileRegistry firstFiles = new FirstFileRegistry();

  /** Held to start and to end the thread. */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile @Nullable Thread thread;
  private volatile boolean changed;

  // The thread's own.
  private final List<Follower> followers = new ArrayList<>();
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

  public boolean isRunning() {
    return thread != null;
  }

  /** Something has changed: look now. From any thread. */
  void lookNow() {
    changed = true;
    LockSupport.unpark(thread);
  }

  private void submit(Runnable question) {
    questions.add(question);
    lock.lock();
    try {
      if (thread == null) {
        thread = Thread.ofPlatform().daemon().name("httpd-tail").start(this::run);
      }
    } finally {
      lock.unlock();
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
  }

  /** The one of a name. */
  private Follower follower(TailName name) {
    for (var follower : followers) {
      if (follower.isOf(name)) {
        return follower;
      }
    }
    var follower = new Follower(name, firstFiles);
    followers.add(follower);
    if (events == null) {
      events = DirectoryEvents.to(this::lookNow);
    }
    events.watch(name.folder());
    return follower;
  }

  private void run() {
    try {
      lookUntilUnwanted();
    } catch (RuntimeException | Error failure) { // Nobody may wait for lines that never come.
      abandon(failure);
    }
  }

  private void lookUntilUnwanted() {
    long looked = System.nanoTime() - PAUSE_NANOS;
    do {
      answer();
      long now = System.nanoTime();
      if (changed || now - looked >= PAUSE_NANOS) {
        changed = false;
        looked = now;
        followers.forEach(Follower::look);
        if (followers.removeIf(Follower::closeIfUnwanted) && events != null) {
          events.keepOnly(followers.stream().map(Follower::folder).collect(Collectors.toSet()));
        }
        restFor(REST_NANOS);
      } else if (questions.isEmpty()) {
        LockSupport.parkNanos(this, PAUSE_NANOS - (now - looked));
      }
    } while (!retire());
  }

  private void answer() {
    long until = System.nanoTime() + PAUSE_NANOS;
    for (var question = questions.poll(); question != null; question = questions.poll()) {
      question.run();
      if (System.nanoTime() > until) {
        return; // A look is due, however many ask.
      }
    }
  }

  /** Waits shortly, except for those who ask. */
  private void restFor(long nanos) {
    if (questions.isEmpty()) {
      LockSupport.parkNanos(this, nanos);
    }
  }

  /** Fails all cursors; those that have a question left are answered by a new thread. */
  private void abandon(Throwable failure) {
    followers.forEach(follower -> follower.abandon(failure));
    followers.clear();
    if (!retire()) {
      lookUntilUnwanted();
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
    lock.lock();
    try {
      if (!questions.isEmpty()) {
        return false;
      }
      thread = null;
    } finally {
      lock.unlock();
    }
    return true;
  }
}
