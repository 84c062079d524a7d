package httpd.hub;

import httpd.HttpException;
import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.limit.Limits;
import httpd.live.TopicHandler;
import httpd.topic.Append;
import httpd.topic.Log;
import httpd.topic.LogStore;
import httpd.topic.LogStore.Blueprint;
import httpd.topic.StoreOutages;
import httpd.topic.Topic;
import httpd.topic.TopicView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The topics of a hub whose events are in a store: each is a log of its name.
 *
 * <p>A topic without subscribers and requests is removed from memory after a while; its events stay
 * in the store. The number of topics is bounded when one is created: none gives way to another. The
 * store is asked without the lock.
 */
final class StoredTopics implements HubTopics {

  private static final Blueprint EMPTY = new Blueprint(Map.of(), null, Append.of(List.of()));

  private final LogStore store;
  private final Function<Topic, TopicHandler> presenting;
  private final Limit count;
  private final StoreRefusals refusals;
  private final TopicArrivals arrivals;
  private final AtomicInteger creating = new AtomicInteger();
  private final IdleSweep sweeps = new IdleSweep(HubHandler.IDLE, this::sweep);

  /** Guarded by this. */
  private final Map<String, StoredTopic> topics = new HashMap<>();

  /**
   * The topics of a hub.
   *
   * @param look the time between two looks for topics that others have created
   */
  StoredTopics(
      String name,
      LogStore store,
      Function<Topic, TopicHandler> presenting,
      Limits limits,
      Duration look) {
    this.store = store;
    this.presenting = presenting;
    this.count = limits.of(Bound.ROOMS);
    this.refusals = new StoreRefusals(name);
    this.arrivals = new TopicArrivals(store, look, this::topic);
  }

  @Override
  public synchronized StoredTopic toSubscribe(String name) {
    var topic = topics.computeIfAbsent(name, absent -> new StoredTopic(name, this, presenting));
    topic.holds++;
    sweeps.later();
    return topic;
  }

  @Override
  public StoredTopic toPublish(String name) {
    return toSubscribe(name);
  }

  /** The topic of a name, which stays as long as it is used. */
  private StoredTopic topic(String name) {
    var topic = toSubscribe(name);
    release(topic);
    return topic;
  }

  @Override
  public synchronized void release(HubTopic topic) {
    var stored = (StoredTopic) topic;
    stored.holds--;
    stored.idleSince = System.nanoTime();
    leave(stored);
  }

  /**
   * Removes an unused topic that is not in the store: clients can send any number of such names.
   */
  synchronized void leave(StoredTopic topic) {
    if (topic.holds == 0 && topic.isAbsent() && topic.readers() == 0) {
      topics.remove(topic.name(), topic);
    }
  }

  /** Removes the topics that have been idle for too long; returns whether others are left. */
  private synchronized boolean sweep() {
    long now = System.nanoTime();
    long idle = HubHandler.IDLE.toNanos();
    topics
        .values()
        .removeIf(
            topic -> topic.holds == 0 && topic.readers() == 0 && now - topic.idleSince >= idle);
    return !topics.isEmpty();
  }

  @Nullable Log find(String name) throws IOException {
    return store.find(name);
  }

  /** Creates the log of a topic, unless there is one; then its readers that wait are told. */
  Log create(StoredTopic topic) throws IOException {
    var log = store.find(topic.name());
    if (log == null) {
      log = create(topic.name());
    }
    topic.created(log);
    arrivals.tell(topic);
    return log;
  }

  private Log create(String name) throws IOException {
    int others = creating.getAndIncrement();
    try {
      checkCount(others);
      return store.create(name, EMPTY).log();
    } finally {
      creating.decrementAndGet();
    }
  }

  /** Counts those that are being created at the same time, which the store may not have yet. */
  private void checkCount(int others) throws IOException {
    if (count.most() > 0 && store.names().size() + others >= count.most()) {
      count.reached(() -> "a hub refused a new topic, since its store has as many as it may");
      throw new HttpException(
          503, "This hub has " + count.most() + " topics already, and takes no new one");
    }
  }

  @Override
  public List<String> names() throws IOException {
    return store.names();
  }

  /** {@inheritDoc} Those in memory come first: only they have readers here. */
  @Override
  public List<TopicView> views(int most) throws IOException {
    var known = inMemory();
    var views = new ArrayList<TopicView>();
    for (var topic : known.values()) {
      views.add(TopicView.of(topic.name(), topic.readers(), topic.state()));
    }
    for (var name : store.names()) {
      var log = known.containsKey(name) || views.size() >= most ? null : store.find(name);
      if (log != null) {
        views.add(log.view(name));
      }
    }
    return HubTopics.mostRead(views, most);
  }

  @Override
  public synchronized int count() {
    return topics.size();
  }

  private synchronized Map<String, StoredTopic> inMemory() {
    return Map.copyOf(topics);
  }

  @Override
  public List<String> watch(TopicWatch watch) throws IOException {
    return arrivals.watch(watch);
  }

  @Override
  public void unwatch(TopicWatch watch) {
    arrivals.unwatch(watch);
  }

  @Override
  public @Nullable StoreOutages outages() {
    return store.outages();
  }

  @Override
  public HttpException refusal(IOException failure) {
    return refusals.of(failure);
  }

  /** How many topics are in memory. */
  synchronized int known() {
    return topics.size();
  }

  void works() {
    refusals.none();
  }
}
