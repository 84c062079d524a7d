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
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Several topics of a hub as one source: the events of each in its order, in turns.
 *
 * <pre>
 *   a topic:           its turn: an event
 *                     ┌───────┐
 *   JOINED ──► READY ─┴───────┘─ nothing more ──► WAITING ── woken ──► READY
 *                └── deleted, or at its end ──► LEFT
 *
 *   the source:  OPEN ──► ENDED: all have left and none can join · one has failed · close()
 * </pre>
 *
 * <p>The topics that may have an event are in a queue, so that a poll costs the same however many
 * wait. All belongs to the owner except that queue, to which topics are added when they are woken,
 * and the {@link TopicJoiner}.
 */
final class MergedEvents implements LineSource {

  /** How the stream is written. */
  enum Form {
    EVENTS,
    /** Each line of data after the name of its topic and a tab. */
    PLAIN
  }

  private final Form form;
  private final MergedEncoder encoder;

  /** Null if a reader that falls behind is cut. */
  private final @Nullable LongConsumer dropped;

  private final WakeSlot slot = new WakeSlot();
  private final TopicJoiner joiner;
  private final Queue<MergedTopic> ready = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /** The owner's; changed under its lock, which a close needs. Sorted, as ids are. */
  private final Map<String, MergedTopic> topics = new TreeMap<>();

  // The owner's own.
  private final Queue<Line> notes = new ArrayDeque<>();

  /** Why a topic has left that was deleted: if all leave, the stream does not end, but fails. */
  private @Nullable Throwable deleted;

  private @Nullable Poll ended;

  MergedEvents(
      HubTopics hub,
      TopicSelection selection,
      Form form,
      MergedEncoder encoder,
      @Nullable LongConsumer dropped) {
    this.encoder = encoder;
    this.form = form;
    this.dropped = dropped;
    this.joiner = new TopicJoiner(hub, selection, slot);
  }

  /** Waits for the topics that are created from now on. */
  TopicWatch watch() {
    return joiner;
  }

  /** Adds a topic, before the first poll. */
  void add(MergedTopic topic) {
    joiner.joined(topic.name());
    put(topic);
  }

  /** Ends the adding: the topics that were created meanwhile join. */
  void opened() throws IOException {
    joiner.opened();
  }

  private void put(MergedTopic topic) {
    synchronized (topics) {
      topics.put(topic.name(), topic);
    }
    ready.add(topic);
  }

  /** Sends a line first, before the first poll. */
  void begin(Line opening) {
    notes.add(opening);
  }

  /** Returns the topics so far. For the owner. */
  List<MergedTopic> topics() {
    return List.copyOf(topics.values());
  }

  /** Returns the id of the place where it is, after no event. For the owner. */
  String id() {
    return PlacesId.of(null, topics.values());
  }

  @Override
  public Poll poll(Runnable wake) {
    while (ended == null) {
      takeArrived();
      var topic = ready.peek();
      var broken = joiner.broken();
      if (closed) {
        end(new Poll.Failed(new SourceClosedException()));
      } else if (!notes.isEmpty()) {
        return notes.remove();
      } else if (topic != null) {
        var line = poll(ready.remove());
        if (line != null) {
          return line;
        }
      } else if (broken != null) {
        end(new Poll.Failed(broken));
      } else if (topics.isEmpty() && !joiner.hasPatterns()) {
        end(deleted == null ? Poll.END : new Poll.Failed(deleted));
      } else if (isPending(wake)) {
        return Poll.PENDING;
      }
    }
    return ended;
  }

  private boolean isPending(Runnable wake) {
    slot.set(wake);
    boolean isSilent =
        ready.isEmpty() && !joiner.hasArrived() && joiner.broken() == null && !closed;
    return isSilent || !slot.withdraw(wake);
  }

  /** Polls a topic whose turn it is; null if it gives nothing to send. */
  private @Nullable Line poll(MergedTopic topic) {
    return switch (topic.events().poll(() -> woken(topic))) {
      case Line event -> {
        ready.add(topic);
        yield form == Form.PLAIN
            ? topic.plain(event)
            : encoder.encode(event, topic, topics.values());
      }
      case Poll.Pending() -> null;
      case Poll.End() -> leave(topic, "has ended");
      case Poll.Failed(LogDeletedException cause) -> {
        deleted = cause;
        joiner.awaitAgain(topic.name());
        yield leave(topic, "was deleted");
      }
      case Poll.Failed(FellBehindException behind) when dropped != null && form == Form.EVENTS ->
          skip(topic, behind, dropped);
      case Poll.Failed(var cause) -> fail(cause);
    };
  }

  private @Nullable Line skip(MergedTopic topic, Throwable behind, LongConsumer dropped) {
    long count = closed ? 0 : topic.events().skip();
    if (count == 0) {
      return fail(behind);
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

  private void woken(MergedTopic topic) {
    ready.add(topic);
    slot.run();
  }

  private void takeArrived() {
    for (var topic = joiner.takeArrived(); topic != null; topic = joiner.takeArrived()) {
      put(topic);
      if (topic.lost() != null && form == Form.EVENTS) {
        notes.add(MergedFrames.reset(List.of(topic), 0, id()));
      } else if (topic.lost() != null) {
        var _ = fail(new IOException("events of \"" + topic.name() + "\" were dropped too early"));
      }
    }
    if (closed) {
      close(); // It may not have seen those.
    }
  }

  private @Nullable Line fail(Throwable cause) {
    end(new Poll.Failed(cause));
    return null;
  }

  private void end(Poll how) {
    ended = ended == null ? how : ended;
    close();
  }

  @Override
  public void close() {
    closed = true;
    joiner.close();
    List<MergedTopic> all;
    synchronized (topics) {
      all = List.copyOf(topics.values());
    }
    all.forEach(topic -> topic.events().close());
    slot.run();
  }
}
