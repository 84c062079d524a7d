package httpd.durable;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import httpd.line.Timer;
import httpd.line.WakeSlot;
import httpd.sse.EventFrame;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A stream as server-sent events: each batch of records is an event {@code data}, and after it an
 * event {@code control} says where it ends.
 *
 * <pre>
 *              records: data and control
 *   READING ◄──────────────────────────────┐
 *     │ nothing yet: control, up to date   │ a record
 *     ├────────────────────────────► WAITING ──── a minute is over ────► ENDED, to come back
 *     │ the stream is closed: control, closed
 *     └─────────────────────────────────────────────────────────────────► ENDED, for good
 * </pre>
 *
 * <p>The records are read as fast as the client takes the events: at most one batch is held.
 */
final class StreamEvents implements LineSource {

  private static final Runnable NO_WAKE = () -> {};
  private static final int MOST_BYTES = 16 * 1024;
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int JITTER_SECONDS = 5;

  private final StitchedSource records;
  private final StreamType.Form form;
  private final String knownEnd;
  private final String cursor;
  private final Timer timer;

  // The owner's own.
  private @Nullable Poll ahead;
  private @Nullable Poll ended;
  private boolean begun;

  /** Whether the client knows that it has everything. */
  private boolean isTold;

  /** Whether the client knows that nothing will come. */
  private boolean isLastTold;

  private volatile boolean closed;
  private volatile boolean isOver;
  private volatile @Nullable WakeSlot waiting;
  private volatile @Nullable Future<?> age;

  /** Events of records; {@code knownEnd} is a position before which they are there already. */
  StreamEvents(StitchedSource records, StreamType.Form form, String knownEnd, String cursor) {
    this(records, form, knownEnd, cursor, Timer.OF_THE_PROCESS);
  }

  StreamEvents(
      StitchedSource records, StreamType.Form form, String knownEnd, String cursor, Timer timer) {
    this.records = records;
    this.form = form;
    this.knownEnd = knownEnd;
    this.cursor = cursor;
    this.timer = timer;
  }

  @Override
  public Poll poll(Runnable wake) {
    if (ended != null) {
      return ended;
    }
    begin();
    if (closed) {
      return end(new Poll.Failed(new SourceClosedException()));
    }
    if (isOver && ahead == null) {
      return end(Poll.END);
    }
    var signal = new WakeSlot(wake);
    return switch (next(signal)) {
      case Line line -> batch(line);
      case Poll.Pending pending -> pending(pending, signal);
      case Poll.End end -> isLastTold ? end(end) : last(end);
      case Poll.Failed failed -> end(failed);
    };
  }

  private Poll next(Runnable wake) {
    var known = ahead;
    ahead = null;
    return known == null ? records.poll(wake) : known;
  }

  private void begin() {
    if (!begun) {
      begun = true;
      int jitter = ThreadLocalRandom.current().nextInt(JITTER_SECONDS + 1);
      age = timer.after(LONGEST.plusSeconds(jitter).toNanos(), this::beOver);
    }
  }

  private void beOver() {
    isOver = true;
    var signal = waiting;
    if (signal != null) {
      signal.run();
    }
  }

  private Poll pending(Poll.Pending pending, WakeSlot signal) {
    if (!isTold && isCaughtUp()) {
      signal.clear();
      isTold = true;
      return control(new EventFrame(), false).toLine();
    }
    waiting = signal;
    if (isOver || closed) {
      signal.run(); // It came between the look at it and the wait.
    }
    return pending;
  }

  private Poll last(Poll.End end) {
    ahead = end;
    isTold = true;
    isLastTold = true;
    return control(new EventFrame(), true).toLine();
  }

  private Poll batch(Line first) {
    var contents = new ByteArrayOutputStream(first.content().length);
    contents.writeBytes(first.content());
    var position = records.position();
    Poll next = records.poll(NO_WAKE);
    while (next instanceof Line line && contents.size() + line.content().length <= MOST_BYTES) {
      contents.writeBytes(line.content());
      position = records.position();
      next = records.poll(NO_WAKE);
    }
    ahead = next instanceof Poll.Pending ? null : next;
    isTold = next instanceof Poll.Pending && isCaughtUp();
    isLastTold = next instanceof Poll.End;
    isTold |= isLastTold;
    var frame = new EventFrame().event("data").tightData(data(contents.toByteArray()));
    return control(frame.endEvent(), position, isLastTold).toLine();
  }

  private byte[] data(byte[] contents) {
    return switch (form) {
      case TEXT -> contents;
      case JSON -> new StreamType("application/json").body(contents);
      case BASE64 -> Base64.getEncoder().encode(contents);
    };
  }

  private boolean isCaughtUp() {
    return Offsets.compare(records.position(), knownEnd) >= 0;
  }

  private EventFrame control(EventFrame frame, boolean isLast) {
    return control(frame, records.position(), isLast);
  }

  private EventFrame control(EventFrame frame, String position, boolean isLast) {
    var json =
        new StringBuilder("{\"streamNextOffset\":\"").append(Offsets.of(position)).append('"');
    if (!isLast) {
      json.append(",\"streamCursor\":\"").append(cursor).append('"');
    }
    if (isTold) {
      json.append(",\"upToDate\":true");
    }
    if (isLast) {
      json.append(",\"streamClosed\":true");
    }
    return frame.event("control").tightData(json.append('}').toString().getBytes(UTF_8));
  }

  private Poll end(Poll how) {
    ended = how;
    close();
    return how;
  }

  @Override
  public void close() {
    closed = true;
    var set = age;
    if (set != null) {
      set.cancel(false);
    }
    records.close();
    var signal = waiting;
    if (signal != null) {
      signal.run();
    }
  }
}
