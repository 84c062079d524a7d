package httpd.live.merged;

import org.jspecify.annotations.Nullable;

/**
 * The topics that join a stream of several ones while it is read. For the owner of the stream;
 * topics arrive from any thread.
 */
public interface Arrivals {

  /** No topic joins. */
  static Arrivals none() {
    return new Arrivals() {};
  }

  /** Takes note of a topic that the stream has from its beginning. */
  default void joined(String name) {}

  /** Takes the next topic that has arrived; null if none has. */
  default @Nullable MergedTopic takeArrived() {
    return null;
  }

  default boolean hasArrived() {
    return false;
  }

  /** Whether topics may still join that do not exist yet. */
  default boolean areExpected() {
    return false;
  }

  /** Why the stream has to fail: a topic that belongs to it cannot join. */
  default @Nullable Throwable broken() {
    return null;
  }

  /** Lets a topic of this name, which was deleted, join again. */
  default void awaitAgain(String name) {}

  /** Lets none join any more, and closes those that were not taken; from any thread. */
  default void close() {}
}
