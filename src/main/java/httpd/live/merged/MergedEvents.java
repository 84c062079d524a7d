package httpd.live.merged;

import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineTooLongException;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import httpd.line.WakeSlot;
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
 * Several topics as one source: the lines of each in its order, in turns.
 *
 * <pre>
 *   a topic:           its turn: a line
 *                     ┌───────┐
 *   JOINED ──► READY ─┴───────┘─ nothing more ──► WAITING ── woken ──► READY
 *                └── deleted, or at its end ──► LEFT
 *
 *   the source:  OPEN ──► ENDED: all have left and none can join · one has failed · close()
 * </pre>
 *
 * <p>The topics that may have a line are in a queue, so that a poll costs the same however many
 * wait; before that, {@link MergedHistory} says whose turn it is. All belongs to the owner except
 * that queue, to which topics are added when they are woken, and the {@link Arrivals}.
 */
public final class MergedEvents implements LineSource {

  /** The most topics of one stream: its ids fit into the head of a request. */
  public static final int MOST = 64;

  private final MergedForm form;
  private final StreamNouns nouns;
  private final Arrivals arrivals;
  private final WakeSlot slot;

  /** Null if a reader that falls behind is cut. */
  private final @Nullable LongConsumer dropped;

  private final Queue<MergedTopic> ready = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /** The owner's; changed under its lock, which a close needs. Sorted, as ids are. */
  private final Map<String, MergedTopic> topics = new TreeMap<>();

  // The owner's own.
  private final Queue<Line> notes = new ArrayDeque<>();
  private final MergedHistory history = new MergedHistory();
  private boolean hasHistory;

  /** Why a topic has left that was deleted: if all leave, the stream does not end, but fails. */
  private @Nullable Throwable deleted;

  private @Nullable Poll ended;

  /**
   * A stream without topics yet.
   *
   * @param slot run by the arrivals when a topic has arrived, or none can any more
   * @param dropped counts what a reader that falls behind loses; null if it is cut
   */
  public MergedEvents(
      MergedForm form,
      StreamNouns nouns,
      Arrivals arrivals,
      WakeSlot slot,
      @Nullable LongConsumer dropped) {
    this.form = form;
    this.nouns = nouns;
    this.arrivals = arrivals;
    this.slot = slot;
    this.dropped = dropped;
  }

  /** Adds a topic, before the first poll; those with a history in its order. */
  public void add(MergedTopic topic) {
    arrivals.joined(topic.name());
    put(topic);
  }

  private void put(MergedTopic topic) {
    if (form.isEvents()) {
      topic.joinPieces();
    }
    synchronized (topics) {
      topics.put(topic.name(), topic);
    }
    if (topic.history() > 0) {
      hasHistory = true;
      history.add(topic);
    } else {
      ready.add(topic);
    }
  }

  /** Sends a line first, before the first poll. */
  void begin(Line opening) {
    notes.add(opening);
  }

  /** Returns the topics so far. For the owner. */
  List<MergedTopic> topics() {
    return List.copyOf(topics.values());
  }

  /** Returns the id of the place where it is, after no line. For the owner. */
  String id() {
    return PlacesId.of(null, topics.values());
  }

  @Override
  public Poll poll(Runnable wake) {
    while (ended == null) {
      takeArrived();
      var topic = next();
      noteEndOfHistory();
      var broken = arrivals.broken();
      if (closed) {
        end(new Poll.Failed(new SourceClosedException()));
      } else if (!notes.isEmpty()) {
        return notes.remove();
      } else if (topic != null) {
        var line = poll(topic);
        if (line != null) {
          return line;
        }
      } else if (broken != null) {
        end(new Poll.Failed(broken));
      } else if (topics.isEmpty() && !arrivals.areExpected()) {
        end(deleted == null ? Poll.END : new Poll.Failed(deleted));
      } else if (isPending(wake)) {
        return Poll.PENDING;
      }
    }
    return ended;
  }

  /** Returns whose turn it is; it stays in the queue. */
  private @Nullable MergedTopic next() {
    var first = history.ready();
    while (first == null && !ready.isEmpty() && history.woken(ready.element())) {
      ready.remove();
      first = history.ready();
    }
    return first == null ? ready.peek() : first;
  }

  /** A client can tell by an id without data which lines were there before. */
  private void noteEndOfHistory() {
    if (hasHistory && history.isOver()) {
      hasHistory = false;
      if (form.isEvents()) {
        notes.add(MergedFrames.beginning(id()));
      }
    }
  }

  private boolean isPending(Runnable wake) {
    slot.set(wake);
    boolean isSilent =
        ready.isEmpty()
            && history.ready() == null
            && !arrivals.hasArrived()
            && arrivals.broken() == null
            && !closed;
    return isSilent || !slot.withdraw(wake);
  }

  /** Polls a topic whose turn it is; null if it gives nothing to send. */
  private @Nullable Line poll(MergedTopic topic) {
    boolean isHistory = topic == history.ready();
    if (!isHistory) {
      ready.remove();
    }
    return switch (topic.poll(() -> woken(topic))) {
      case Line line -> {
        if (!isHistory || history.gaveLine()) {
          ready.add(topic);
        }
        topic.moved();
        yield form.write(line, topic, topics.values());
      }
      case Poll.Pending() -> {
        if (isHistory) {
          history.isSilent();
        }
        yield null;
      }
      case Poll.End() -> leave(topic, " has ended");
      case Poll.Failed(LogDeletedException cause) -> {
        deleted = cause;
        arrivals.awaitAgain(topic.name());
        yield leave(topic, " was deleted");
      }
      case Poll.Failed(LineTooLongException cause) when topic.goOn() -> {
        if (!isHistory) {
          ready.add(topic);
        }
        yield MergedFrames.note(nouns, topic.name(), ": " + cause.note());
      }
      case Poll.Failed(FellBehindException behind) when dropped != null && form.isEvents() ->
          skip(topic, behind, dropped);
      case Poll.Failed(var cause) -> fail(cause);
    };
  }

  private @Nullable Line skip(MergedTopic topic, Throwable behind, LongConsumer dropped) {
    long count = closed ? 0 : topic.skip();
    if (count == 0) {
      return fail(behind);
    }
    dropped.accept(count);
    topic.moved();
    if (topic != history.ready()) {
      ready.add(topic);
    }
    return MergedFrames.dropped(nouns, topic.name(), count);
  }

  /** Goes on without a topic. */
  private @Nullable Line leave(MergedTopic topic, String why) {
    synchronized (topics) {
      topics.remove(topic.name(), topic);
    }
    if (topic == history.ready()) {
      history.end();
    }
    topic.close();
    return form.isEvents() ? MergedFrames.note(nouns, topic.name(), why) : null;
  }

  private void woken(MergedTopic topic) {
    ready.add(topic);
    slot.run();
  }

  private void takeArrived() {
    for (var topic = arrivals.takeArrived(); topic != null; topic = arrivals.takeArrived()) {
      put(topic);
      if (topic.lost() != null && form.isEvents()) {
        notes.add(MergedFrames.reset(nouns, List.of(topic), 0, id()));
      } else if (topic.lost() != null) {
        var _ = fail(new IOException("lines of \"" + topic.name() + "\" were dropped too early"));
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
    arrivals.close();
    List<MergedTopic> all;
    synchronized (topics) {
      all = List.copyOf(topics.values());
    }
    all.forEach(MergedTopic::close);
    slot.run();
  }
}
