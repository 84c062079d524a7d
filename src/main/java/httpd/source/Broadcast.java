package httpd.source;

import httpd.line.Line;
import httpd.line.Poll;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One reader, many subscribers: each gets every line that is published while it has joined.
 *
 * <pre>
 *            end() · fail(cause)
 *   OPEN ──────────────────────────► ENDED: everyone gets End or Failed, at once if they join later
 * </pre>
 *
 * <p>One thread publishes and ends; it never waits for a subscriber. One that has fallen behind is
 * cut, and the others do not notice. Joining and leaving may come from any thread.
 */
final class Broadcast {

  private final List<Subscription> subscribers = new CopyOnWriteArrayList<>();

  /** Held to join and to end, so that nobody joins between the two and hears nothing. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Poll last;

  void publish(Line line) {
    subscribers.forEach(subscriber -> {
      if (!subscriber.offer(line)) {
        subscribers.remove(subscriber);
      }
    });
  }

  void end() {
    finish(Poll.END);
  }

  void fail(Throwable cause) {
    finish(new Poll.Failed(cause));
  }

  void join(Subscription subscription) {
    Poll how;
    lock.lock();
    try {
      how = last;
      if (how == null) {
        subscribers.add(subscription);
      }
    } finally {
      lock.unlock();
    }
    if (how != null) {
      subscription.finish(how);
    }
  }

  void leave(Subscription subscription) {
    subscribers.remove(subscription);
  }

  boolean isEmpty() {
    return subscribers.isEmpty();
  }

  private void finish(Poll how) {
    lock.lock();
    try {
      last = how;
    } finally {
      lock.unlock();
    }
    subscribers.forEach(subscriber -> subscriber.finish(how)); // Nobody joins any more.
    subscribers.clear();
  }
}
