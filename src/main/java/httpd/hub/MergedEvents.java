package httpd.hub;

import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import httpd.line.WakeSlot;
import httpd.sse.EventFrame;
import httpd.topic.LogDeletedException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Several topics of a hub as one source: the events of each in its order, in turns.
 *
 * <pre>
 *   a topic:            its turn: an event
 *                      ┌───────┐
 *   ARRIVED ──► READY ─┴───────┘─ nothing more ──► WAITING ── woken ──► READY
 *     ▲           └── deleted, or at its end ──► LEFT
 *     └── created later, and awaited
 *
 *   the source:  OPEN ──► ENDED: all have left and none is awaited · one has failed · close()
 * </pre>
 *
 * <p>The topics that may have an event are in a queue, so that a poll costs the same however many
 * wait. All belongs to the owner except the two queues, the slot and the set of names: topics
 * arrive on the threads of their publishers, and are woken there.
 */
final class MergedEvents implements LineSource, TopicWatch {

  /** How the stream is written. */
  enum Form {
    EVENTS,
    /** Each line of data after the name of its topic and a tab. */
    PLAIN
  }

  private final HubTopics hub;
  private final TopicSelection selection;
  private final Form form;

  /** Null if a reader that falls behind is cut. */
  private final @Nullable LongConsumer dropped;

  private final Set<String> joined = ConcurrentHashMap.newKeySet();
  private final Queue<MergedTopic> arrived = new ConcurrentLinkedQueue<>();
  private final Queue<MergedTopic> ready = new ConcurrentLinkedQueue<>();
  private final WakeSlot slot = new WakeSlot();
  private volatile @Nullable Throwable broken;
  private volatile boolean closed;

  /** The owner's; changed under its lock, which a close needs. Sorted, as ids are. */
  private final Map<String, MergedTopic> topics = new TreeMap<>();

  // The owner's own.
  private final Queue<Line> notes = new ArrayDeque<>();

  /** Why a topic has left that was deleted: if all leave, the stream does not end, but fails. */
  private @Nullable Throwable deleted;

  private @Nullable Poll ended;

  MergedEvents(HubTopics hub, TopicSelection selection, Form form, @Nullable LongConsumer dropped) {
    this.hub = hub;
    this.selection = selection;
    this.form = form;
    this.dropped = dropped;
  }

  /** Adds a topic, before the first poll. */
  void add(MergedTopic topic) {
    joined.add(topic.name());
    put(topic);
  }

  /** Sends a line first, before the first poll. */
  void begin(Line opening) {
    notes.add(opening);
  }

  /** Returns the topics so far. For the owner, as all that follows. */
  List<MergedTopic> topics() {
    return List.copyOf(topics.values());
  }

  /** Returns the id of an event of this topic that was polled last; null for no event. */
  String id(@Nullable MergedTopic of) {
    var id = new StringBuilder(of == null ? "" : of.encodedName());
    for (var topic : topics.values()) {
      id.append(topic.place());
    }
    return topics.isEmpty() ? id.append('.').toString() : id.toString();
  }

  @Override
  public Poll poll(Runnable wake) {
    while (ended == null) {
      if (closed) {
        return end(new Poll.Failed(new SourceClosedException()));
      }
      takeArrived();
      var note = notes.poll();
      if (note != null) {
        return note;
      }
      var topic = ready.poll();
      if (topic != null) {
        var line = poll(topic);
        if (line != null) {
          return line;
        }
      } else if (broken != null) {
        return end(new Poll.Failed(broken));
      } else if (topics.isEmpty() && selection.patterns().isEmpty()) {
        return end(deleted == null ? Poll.END : new Poll.Failed(deleted));
      } else {
        slot.set(wake);
        if (isSilent() || !slot.withdraw(wake)) {
          return Poll.PENDING;
        }
      }
    }
    return ended;
  }

  private boolean isSilent() {
    return ready.isEmpty() && arrived.isEmpty() && broken == null && !closed;
  }

  /** Polls a topic whose turn it is; null if it gives nothing to send. */
  private @Nullable Line poll(MergedTopic topic) {
    return switch (topic.events().poll(() -> woken(topic))) {
      case Line event -> {
        ready.add(topic);
        yield form == Form.PLAIN ? topic.plain(event) : MergedFrames.event(event, id(topic));
      }
      case Poll.Pending() -> null;
      case Poll.End() -> leave(topic, "has ended");
      case Poll.Failed(LogDeletedException cause) -> {
        deleted = cause;
        awaitAgain(topic.name());
        yield leave(topic, "was deleted");
      }
      case Poll.Failed(FellBehindException behind) when dropped != null && form == Form.EVENTS ->
          skip(topic, behind, dropped);
      case Poll.Failed(var cause) -> {
        broken = cause;
        yield null;
      }
    };
  }

  private @Nullable Line skip(MergedTopic topic, Throwable behind, LongConsumer dropped) {
    long count = closed ? 0 : topic.events().skip();
    if (count == 0) {
      broken = behind;
      return null;
    }
    dropped.accept(count);
    ready.add(topic);
    return MergedFrames.dropped(topic.name(), count);
  }

  /** Goes on without a topic. */
  private @Nullable Line leave(MergedTopic topic, String why) {
    synchronized (topics) {
      topics.remove(topic.name(), topic);
    }
    topic.events().close();
    return form == Form.PLAIN
        ? null
        : EventFrame.ofComment("topic \"" + topic.name() + "\" " + why);
  }

  /**
   * Lets a topic of this name join that is created later, or was while the deleted one was read.
   */
  private void awaitAgain(String name) {
    joined.remove(name);
    Thread.ofVirtual().name("httpd-topics").start(() -> lookAgain(name));
  }

  private void lookAgain(String name) {
    try {
      if (hub.names().contains(name) && awaits(name)) {
        var topic = hub.toSubscribe(name);
        appeared(topic);
        hub.release(topic);
      }
    } catch (Exception e) { // Whatever it is: the client must not miss events without knowing it.
      fail(e);
    }
  }

  private void woken(MergedTopic topic) {
    ready.add(topic);
    slot.run();
  }

  @Override
  public boolean awaits(String name) {
    return !joined.contains(name) && selection.has(name);
  }

  /** {@inheritDoc} On the thread of its first publisher. */
  @Override
  public void appeared(HubTopic topic) {
    if (!joined.add(topic.name())) {
      return;
    }
    if (joined.size() > TopicsOfRequest.MOST) {
      fail(
          new IOException(
              "a topic was created, and one stream has at most " + TopicsOfRequest.MOST));
      return;
    }
    try {
      arrive(MergedTopic.all(topic));
    } catch (Exception e) { // Whatever it is: the client must not miss events without knowing it.
      fail(e);
    }
  }

  private void arrive(MergedTopic topic) {
    arrived.add(topic);
    slot.run();
    if (closed) {
      closeArrived();
    }
  }

  private void fail(Throwable cause) {
    broken = cause;
    slot.run();
  }

  private void takeArrived() {
    for (var topic = arrived.poll(); topic != null; topic = arrived.poll()) {
      put(topic);
      if (topic.lost() != null && form == Form.EVENTS) {
        notes.add(MergedFrames.reset(List.of(topic), 0, id(null)));
      } else if (topic.lost() != null) {
        broken = new IOException("events of topic \"" + topic.name() + "\" were dropped too early");
      }
    }
    if (closed) {
      close();
    }
  }

  private void put(MergedTopic topic) {
    synchronized (topics) {
      topics.put(topic.name(), topic);
    }
    ready.add(topic);
  }

  private Poll end(Poll how) {
    ended = how;
    close();
    return how;
  }

  @Override
  public void close() {
    closed = true;
    hub.unwatch(this);
    List<MergedTopic> all;
    synchronized (topics) {
      all = List.copyOf(topics.values());
    }
    all.forEach(topic -> topic.events().close());
    closeArrived();
    slot.run();
  }

  private void closeArrived() {
    for (var topic = arrived.poll(); topic != null; topic = arrived.poll()) {
      topic.events().close();
    }
  }
}
