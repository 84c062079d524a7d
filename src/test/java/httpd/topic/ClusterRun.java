package httpd.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.topic.Append.Producer;
import httpd.topic.AppendResult.Appended;
import httpd.topic.AppendResult.Duplicate;
import httpd.topic.LogStore.Blueprint;
import httpd.topic.Topic.Resumption;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Subscribers that hop between nodes, and publishers on all of them, while nodes and what is behind
 * them come and go. A node is a store; all have the same logs.
 */
public final class ClusterRun implements AutoCloseable {

  private static final String LOG = "topic";
  private static final long PATIENCE_SECONDS = 20;

  /** Opens a node. */
  public interface Node {
    LogStore open() throws Exception;
  }

  private final Node opening;
  private final AtomicReferenceArray<LogStore> nodes;
  private final List<Thread> publishing = new ArrayList<>();
  private final List<Thread> subscribing = new ArrayList<>();
  private final List<Subscriber> subscribers = new ArrayList<>();
  private final Set<String> acknowledged = Collections.synchronizedSet(new HashSet<>());
  private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());

  /** One of each text for all subscribers, or many of them would need much memory. */
  private final Map<String, String> texts = new ConcurrentHashMap<>();

  private volatile boolean published;

  /** The last record; null before it is known. */
  private volatile String last;

  /** So many nodes. */
  public ClusterRun(int count, Node opening) throws Exception {
    this.opening = opening;
    this.nodes = new AtomicReferenceArray<>(count);
    for (int i = 0; i < count; i++) {
      nodes.set(i, opening.open());
    }
    log(new Random(0));
  }

  /** Has a node close and come back. */
  public void restartNode(int node) throws Exception {
    nodes.get(node).close();
    nodes.set(node, opening.open());
  }

  public int nodes() {
    return nodes.length();
  }

  private Log log(Random random) throws IOException {
    return nodes
        .get(random.nextInt(nodes.length()))
        .create(LOG, new Blueprint(Map.of(), null, Append.of(List.of())))
        .log();
  }

  /** Starts publishers, each on all nodes, that send again what may not have arrived. */
  public void publish(int count, int pauseMicros) {
    for (int i = 0; i < count; i++) {
      var publisher = "publisher " + i;
      var random = new Random(i);
      publishing.add(
          Thread.ofVirtual().name(publisher).start(() -> publish(publisher, pauseMicros, random)));
    }
  }

  private void publish(String publisher, int pauseMicros, Random random) {
    try {
      for (int number = 0; !published; number++) {
        var text = publisher + " " + number;
        var producer = new Producer(publisher, 0, number);
        deliver(new Append(List.of(Line.of(text)), producer, null, null, false), random);
        acknowledged.add(text);
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(pauseMicros));
      }
    } catch (Throwable failure) {
      failures.add(failure);
    }
  }

  /** Starts one publisher whose records are not sent again: some may be in the log unknown. */
  public void publishOnce(int pauseMicros) {
    publishing.add(
        Thread.ofVirtual().name("publisher").start(() -> publishOnce(pauseMicros, new Random(0))));
  }

  private void publishOnce(int pauseMicros, Random random) {
    for (int number = 0; !published; number++) {
      var text = "once " + number;
      try {
        var append = Append.of(Line.of(text));
        var result = log(random).append(append).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (result instanceof Appended) {
          acknowledged.add(text);
        }
      } catch (IOException | ExecutionException | IllegalStateException away) {
        // The next one is tried.
      } catch (Throwable failure) {
        failures.add(failure);
      }
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(pauseMicros));
    }
  }

  /** Sends an append until it is acknowledged. */
  private void deliver(Append append, Random random) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      try {
        var result = log(random).append(append).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (result instanceof Appended || result instanceof Duplicate) {
          return;
        }
        throw new AssertionError(append + ": " + result);
      } catch (IOException | ExecutionException | IllegalStateException away) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("not accepted: " + append, away);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
  }

  /** Starts subscribers, from the beginning of the log. */
  public void subscribe(int count) throws Exception {
    var oldest = log(new Random(0)).bounds().oldest();
    for (int i = 0; i < count; i++) {
      var subscriber = new Subscriber(oldest, new Random(1_000 + i));
      subscribers.add(subscriber);
      subscribing.add(Thread.ofVirtual().name("subscriber " + i).start(subscriber));
    }
  }

  /** One that leaves a node at any time and continues at another one. */
  private final class Subscriber implements Runnable {
    private final Random random;
    private final List<String> received = new ArrayList<>();
    private String position;
    private int hops;

    /** How many records it had each time it was told that some are missing. */
    private final List<Integer> resets = new ArrayList<>();

    Subscriber(String position, Random random) {
      this.position = position;
      this.random = random;
    }

    @Override
    public void run() {
      try {
        while (!isDone()) {
          hop();
        }
      } catch (Throwable failure) {
        failures.add(failure);
      }
    }

    private boolean isDone() {
      return last != null && !received.isEmpty() && received.getLast().equals(last);
    }

    private void hop() throws Exception {
      hops++;
      try {
        switch (log(random).after(position)) {
          case Resumption.Found(var source) -> read(source);
          case Resumption.Lost(var bounds) -> {
            resets.add(received.size());
            position = bounds.oldest();
          }
        }
      } catch (IOException | IllegalStateException away) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }

    private void read(PositionedSource source) throws Exception {
      int most = random.nextInt(1, 200);
      try (source) {
        for (int i = 0; i < most && !isDone(); i++) {
          var woken = new Semaphore(0);
          var poll = source.poll(woken::release);
          if (poll instanceof Poll.Pending) {
            if (!woken.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
              throw new AssertionError("silence after " + position + ", had " + received.size());
            }
            continue;
          }
          if (!(poll instanceof Line line)) {
            if (poll instanceof Poll.Failed(FellBehindException _)) {
              resets.add(received.size());
              position = source.skip() > 0 ? source.position() : position;
            }
            return;
          }
          var text = line.text();
          received.add(texts.computeIfAbsent(text, same -> same));
          position = source.position();
        }
      }
    }
  }

  /** Ends publishing; all subscribers have to get the last record. Fails with what went wrong. */
  public void finish() throws Exception {
    published = true;
    for (var thread : publishing) {
      thread.join();
    }
    last = "last";
    deliver(Append.of(Line.of(last)), new Random(0));
    for (var thread : subscribing) {
      if (!thread.join(Duration.ofSeconds(2 * PATIENCE_SECONDS))) {
        throw new AssertionError(thread.getName() + " has not finished; " + failures);
      }
    }
    if (!failures.isEmpty()) {
      throw new AssertionError(failures.size() + " failed", failures.getFirst());
    }
  }

  /** Every subscriber has had all that the log has, in order and once; the log what it promised. */
  public void checkUnion() throws Exception {
    var kept = LogSteps.all(log(new Random(0)));
    assertEquals(kept.size(), Set.copyOf(kept).size(), "records that are in the log twice");
    assertTrue(kept.containsAll(acknowledged), "acknowledged, and not in the log");
    for (var subscriber : subscribers) {
      assertEquals(List.of(), subscriber.resets);
      assertEquals(kept, subscriber.received);
    }
  }

  /** As {@link #publishOnce} published: nothing twice, and what is missing was told. */
  public void checkTold() {
    for (var subscriber : subscribers) {
      int before = -1;
      for (int i = 0; i < subscriber.received.size(); i++) {
        int next = number(subscriber.received.get(i));
        assertTrue(next > before, next + " after " + before);
        if (!subscriber.resets.contains(i)) {
          for (int missing = before + 1; missing < next; missing++) {
            assertFalse(acknowledged.contains("once " + missing), "nobody told of " + missing);
          }
        }
        before = next;
      }
    }
  }

  private int number(String record) {
    return record.equals(last)
        ? 1_000_000
        : Integer.parseInt(record.substring(record.lastIndexOf(' ') + 1));
  }

  /** What has happened, for the one who runs it by hand. */
  public String summary() {
    int hops = subscribers.stream().mapToInt(subscriber -> subscriber.hops).sum();
    int resets = subscribers.stream().mapToInt(subscriber -> subscriber.resets.size()).sum();
    return acknowledged.size() + " records, " + hops + " hops, " + resets + " resets";
  }

  @Override
  public void close() throws Exception {
    published = true;
    for (var thread : publishing) {
      thread.interrupt();
      thread.join();
    }
    for (var thread : subscribing) {
      thread.interrupt();
      thread.join();
    }
    for (int i = 0; i < nodes.length(); i++) {
      nodes.get(i).close();
    }
  }
}
