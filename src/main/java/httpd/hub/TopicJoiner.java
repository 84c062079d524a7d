package httpd.hub;

import java.io.IOException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Opens the topics that are created while a stream of several topics is read, on the threads of
 * their publishers, and hands them to the owner of the stream. Safe for all threads.
 *
 * <pre>
 *              created                 taken by the owner
 *   AWAITED ───────────► ARRIVED ────────────────────────► JOINED
 *      ▲                                                     │
 *      └───────────────── deleted: awaitAgain ───────────────┘
 * </pre>
 */
final class TopicJoiner implements TopicWatch {

  private final HubTopics hub;
  private final TopicSelection selection;
  private final Runnable changed;

  private final Set<String> joined = ConcurrentHashMap.newKeySet();
  private final Queue<MergedTopic> arrived = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Throwable broken;
  private volatile boolean closed;

  /**
   * A joiner of one stream.
   *
   * @param changed runs after a topic has arrived, or none can any more
   */
  TopicJoiner(HubTopics hub, TopicSelection selection, Runnable changed) {
    this.hub = hub;
    this.selection = selection;
    this.changed = changed;
  }

  /** Whether topics that do not exist yet may join. */
  boolean hasPatterns() {
    return !selection.patterns().isEmpty();
  }

  /** Takes note of a topic that the owner has already. */
  void joined(String name) {
    joined.add(name);
  }

  @Nullable MergedTopic takeArrived() {
    return arrived.poll();
  }

  boolean hasArrived() {
    return !arrived.isEmpty();
  }

  /** Why the stream has to fail: a topic that belongs to it cannot join. */
  @Nullable Throwable broken() {
    return broken;
  }

  @Override
  public boolean awaits(String name) {
    return !joined.contains(name) && selection.has(name);
  }

  @Override
  public void appeared(HubTopic topic) {
    if (!joined.add(topic.name())) {
      return;
    }
    try {
      if (joined.size() > TopicsOfRequest.MOST) {
        throw new IOException(
            "a topic was created, and one stream has at most " + TopicsOfRequest.MOST);
      }
      arrived.add(MergedTopic.all(topic));
    } catch (Exception e) { // Whatever it is: the client must not miss events without knowing it.
      broken = e;
    }
    changed.run();
    if (closed) {
      closeArrived();
    }
  }

  /**
   * Lets a topic of this name join that is created later, or was while the deleted one was read.
   */
  void awaitAgain(String name) {
    joined.remove(name);
    Thread.ofVirtual().name("httpd-topics").start(() -> lookAgain(name));
  }

  private void lookAgain(String name) {
    try {
      // Watching anew makes sure that a topic is told which is created again before the next look.
      var names = hub.watch(this);
      if (closed) {
        hub.unwatch(this);
      } else if (names.contains(name) && awaits(name)) {
        var topic = hub.toSubscribe(name);
        appeared(topic);
        hub.release(topic);
      }
    } catch (Exception e) { // Whatever it is: the client must not miss events without knowing it.
      broken = e;
      changed.run();
    }
  }

  void close() {
    closed = true;
    hub.unwatch(this);
    closeArrived();
  }

  private void closeArrived() {
    for (var topic = arrived.poll(); topic != null; topic = arrived.poll()) {
      topic.events().close();
    }
  }
}
