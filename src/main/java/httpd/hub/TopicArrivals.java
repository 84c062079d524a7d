package httpd.hub;

import httpd.line.Timer;
import httpd.topic.LogStore;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Tells those who wait for topics which ones are new in a store.
 *
 * <pre>
 *               a stream waits                      a second later, on a virtual thread
 *   AT REST ───────────────────────► LOOK SCHEDULED ────────────────────────────────────► LOOKING
 *      ▲                                    ▲                                                │
 *      └────── no stream waits ─────────────┴──────────── a stream waits ────────────────────┘
 * </pre>
 *
 * <p>A topic that this hub creates is told at once; the looks find those that other processes and
 * other hubs create. Safe for all threads; no lock is held while the store is asked or a watch is
 * told.
 */
final class TopicArrivals {

  /** The time between two looks. */
  static final Duration LOOK = Duration.ofSeconds(1);

  private final LogStore store;
  private final long lookNanos;
  private final Function<String, HubTopic> topics;

  private final TopicWatches watches = new TopicWatches();

  // Guarded by this.
  private boolean lookScheduled;

  /** The names that all who wait have been told. */
  private Set<String> known = new HashSet<>();

  TopicArrivals(LogStore store, Duration look, Function<String, HubTopic> topics) {
    this.store = store;
    this.lookNanos = look.toNanos();
    this.topics = topics;
  }

  /** Adds a watch, and returns the names of the topics that exist. */
  List<String> watch(TopicWatch watch) throws IOException {
    watches.add(watch);
    var names = store.names();
    begin(names);
    return names;
  }

  /** What the new watch does not know stays unknown, so that the next look tells it. */
  private synchronized void begin(List<String> names) {
    if (!lookScheduled) {
      known = new HashSet<>(names);
      lookLater();
    } else if (names.stream().filter(known::contains).count() < known.size()) {
      known.retainAll(new HashSet<>(names)); // Some were deleted, and may be created again.
    }
  }

  void unwatch(TopicWatch watch) {
    watches.remove(watch);
  }

  private void lookLater() {
    if (!lookScheduled) {
      lookScheduled = true;
      Timer.OF_THE_PROCESS.after(
          lookNanos, () -> Thread.ofVirtual().name("httpd-topics").start(this::look));
    }
  }

  private void look() {
    try {
      newOf(store.names()).forEach(this::tell);
    } catch (IOException e) {
      // The next look finds what this one would have found; requests say what is wrong.
    } finally {
      lookAgain();
    }
  }

  private synchronized List<String> newOf(List<String> names) {
    var before = known;
    known = new HashSet<>(names);
    return names.stream().filter(name -> !before.contains(name)).toList();
  }

  private synchronized void lookAgain() {
    lookScheduled = false;
    if (!watches.isEmpty()) {
      lookLater();
    }
  }

  private void tell(String name) {
    watches.of(name).forEach(watch -> watch.appeared(topics.apply(name)));
  }

  /** Tells that this hub has created a topic. */
  void tell(HubTopic topic) {
    watches.tell(topic);
  }
}
