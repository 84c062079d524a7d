package httpd.hub;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Those who wait for topics of a hub. Safe for all threads; no lock is held while one is told. */
final class TopicWatches {

  private final Set<TopicWatch> watches = ConcurrentHashMap.newKeySet();

  void add(TopicWatch watch) {
    watches.add(watch);
  }

  void remove(TopicWatch watch) {
    watches.remove(watch);
  }

  boolean isEmpty() {
    return watches.isEmpty();
  }

  /** Returns those who wait for a topic of this name. */
  List<TopicWatch> of(String name) {
    return watches.stream().filter(watch -> watch.awaits(name)).toList();
  }

  /** Tells that a topic is there; before its first event is appended, or soon after. */
  void tell(HubTopic topic) {
    of(topic.name()).forEach(watch -> watch.appeared(topic));
  }
}
