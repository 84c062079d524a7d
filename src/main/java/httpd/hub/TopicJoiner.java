package httpd.hub;

import httpd.line.LineSource;
import httpd.live.merged.ArrivalQueue;
import httpd.live.merged.MergedEvents;
import httpd.live.merged.MergedTopic;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Opens the topics that are created while a stream of several topics is read, on the threads of
 * their publishers, and hands them to the owner of the stream. Safe for all threads.
 *
 * <pre>
 *        created while the owner opens      opened()
 *      ┌──────────────────────────────► EARLY ──────┐
 *      │              created                       ▼     taken by the owner
 *   AWAITED ─────────────────────────────────► ARRIVED ────────────────────────► JOINED
 *      ▲                                                                            │
 *      └─────────────────────── deleted: awaitAgain ────────────────────────────────┘
 * </pre>
 */
final class TopicJoiner extends ArrivalQueue implements TopicWatch {

  private final HubTopics hub;
  private final TopicSelection selection;
  private final UnaryOperator<LineSource> asked;
  private final Set<String> joined = ConcurrentHashMap.newKeySet();

  // Guarded by this.
  private boolean opening = true;

  /** What has appeared while the owner opened the topics that exist: it may have them already. */
  private final Set<String> early = new HashSet<>();

  /**
   * A joiner of one stream.
   *
   * @param asked leaves out what the client does not ask for
   * @param changed runs after a topic has arrived, or none can any more
   */
  TopicJoiner(
      HubTopics hub, TopicSelection selection, UnaryOperator<LineSource> asked, Runnable changed) {
    super(changed);
    this.hub = hub;
    this.selection = selection;
    this.asked = asked;
  }

  @Override
  public boolean areExpected() {
    return !selection.patterns().isEmpty();
  }

  @Override
  public void joined(String name) {
    joined.add(name);
  }

  @Override
  public boolean awaits(String name) {
    return !joined.contains(name) && selection.has(name);
  }

  @Override
  public void appeared(HubTopic topic) {
    if (!isEarly(topic.name())) {
      join(topic);
    }
  }

  private synchronized boolean isEarly(String name) {
    if (opening) {
      early.add(name);
    }
    return opening;
  }

  private void join(HubTopic topic) {
    if (!joined.add(topic.name())) {
      return;
    }
    try {
      if (joined.size() > MergedEvents.MOST) {
        throw new IOException(
            "a topic was created, and one stream has at most " + MergedEvents.MOST);
      }
      var events = MergedTopic.all(topic.name(), topic.events());
      events.filter(asked);
      arrive(events);
    } catch (Exception e) { // Whatever it is: the client must not miss events without knowing it.
      fail(e);
    }
  }

  /** The owner has all topics that existed: of those that appeared meanwhile the others join. */
  void opened() throws IOException {
    for (var name : endOpening()) {
      if (awaits(name)) {
        join(name);
      }
    }
  }

  private synchronized List<String> endOpening() {
    opening = false;
    return List.copyOf(early);
  }

  private void join(String name) throws IOException {
    var topic = hub.toSubscribe(name);
    try {
      join(topic);
    } finally {
      hub.release(topic);
    }
  }

  /** {@inheritDoc} It may have been created while the deleted one was read. */
  @Override
  public void awaitAgain(String name) {
    joined.remove(name);
    Thread.ofVirtual().name("httpd-topics").start(() -> lookAgain(name));
  }

  private void lookAgain(String name) {
    try {
      // Watching again: a topic that is created again before the next look is reported as well.
      var names = hub.watch(this);
      if (isClosed()) {
        hub.unwatch(this);
      } else if (names.contains(name) && awaits(name)) {
        join(name);
      }
    } catch (Exception e) { // Whatever it is: the client must not miss events without knowing it.
      fail(e);
    }
  }

  @Override
  public void close() {
    super.close();
    hub.unwatch(this);
  }
}
