package httpd.recording;

import httpd.HttpException;
import httpd.limit.Limit;
import httpd.line.Line;
import httpd.line.PositionedSource;
import httpd.line.blocking.BlockingReader;
import httpd.topic.Append;
import httpd.topic.Log;
import httpd.topic.MemoryLog;
import httpd.topic.Topic;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The records of a run as a topic. A place is the number of bytes before it, so that a client that
 * counts what it has received knows its place.
 *
 * <p>Its lock guards places. The log is asked without it.
 */
final class RecordedLog implements Topic {

  /** The number of lines that stands for the run from its beginning. */
  static final int WHOLE = Integer.MAX_VALUE;

  /** Makes a reader, which begins at a byte, of records that begin at that byte or before it. */
  interface Reading {
    PositionedSource reader(PositionedSource records, Place place, long beginning);
  }

  private final String run;
  private final Log log;
  private final long kept;
  private final Reading reading;

  // Guarded by this.
  private final Marks marks;
  private Place written;
  private long counted;
  private boolean isCounted = true;
  private boolean isIndexed;
  private long unsettled;
  private boolean hasHole;

  /**
   * The records of a run.
   *
   * @param beginning the first place after which all records are kept
   * @param kept the cost of what the log keeps at most
   * @param isKnown whether there are no records yet
   */
  RecordedLog(String run, Log log, Place beginning, long kept, boolean isKnown, Reading reading)
      throws IOException {
    this.run = run;
    this.log = log;
    this.kept = kept;
    this.reading = reading;
    this.marks = new Marks(log.bounds().oldest(), beginning, kept);
    this.written = beginning;
    this.isIndexed = isKnown;
  }

  /**
   * Finds the places of a run that another process has recorded, and that is over. To be called
   * before a reader is made, on a thread that may wait.
   */
  synchronized void index() throws IOException {
    if (isIndexed) {
      return;
    }
    if (log.after(marks.position(marks.newest())) instanceof Resumption.Found(var records)) {
      try (records) {
        while (BlockingReader.next(records) instanceof Line record) {
          recorded(record.content().length);
        }
        written = marks.newest();
      } catch (InterruptedException clientHasGone) {
        throw new InterruptedIOException("the client has gone");
      }
    }
    isIndexed = true;
  }

  private void recorded(int length) {
    marks.add(marks.newest().after(length));
  }

  /**
   * Appends a record, unless one before it was refused: what follows a hole is not recorded.
   *
   * @param settled called when it is recorded, or refused
   */
  void append(byte[] record, Consumer<@Nullable Throwable> settled) {
    long cost = Place.START.after(record.length).cost();
    synchronized (this) {
      if (hasHole) {
        return;
      }
      written = written.after(record.length);
      unsettled += cost;
    }
    log.append(Append.of(new Line(record, Line.Ending.LF)))
        .whenComplete((appended, refused) -> {
          synchronized (this) {
            unsettled -= cost;
            if (refused == null) {
              recorded(record.length);
            } else {
              hasHole = true;
            }
          }
          settled.accept(refused);
        });
  }

  /** Returns the cost of what was appended, and is not recorded yet. */
  synchronized long unsettled() {
    return unsettled;
  }

  Log log() {
    return log;
  }

  /** The place after the last record, which may be on its way to the disk. */
  synchronized Place end() {
    return written;
  }

  private synchronized Place recordedEnd() {
    return marks.newest();
  }

  String position(long bytes) {
    return RunId.position(run, bytes);
  }

  /** Returns the position after the last record. */
  String newest() {
    return position(recordedEnd().bytes());
  }

  boolean hasLostBeginning() throws IOException {
    return marks.records(log.bounds().oldest()) > 0;
  }

  /** {@inheritDoc} For {@link #WHOLE} an error if the beginning is gone. */
  @Override
  public PositionedSource last(int lines) throws IOException {
    if (lines == 0) {
      return orGone(from(recordedEnd().bytes()));
    }
    if (lines == WHOLE) {
      return orGone(from(0));
    }
    long oldest = marks.records(log.bounds().oldest());
    return orGone(fromRecord(Math.max(recordedEnd().records() - lines, oldest)));
  }

  private PositionedSource orGone(@Nullable PositionedSource found) throws IOException {
    if (found == null) {
      throw new HttpException(
          410,
          "the beginning of this run is gone; ?after=%s gives all that is kept"
              .formatted(bounds().oldest()));
    }
    return found;
  }

  @Override
  public Resumption after(String position) throws IOException {
    long bytes = RunId.bytes(run, position);
    var found = bytes < 0 || bytes > end().bytes() ? null : from(bytes);
    return found == null ? new Resumption.Lost(bounds()) : new Resumption.Found(found);
  }

  private @Nullable PositionedSource from(long bytes) throws IOException {
    Place mark;
    synchronized (this) {
      mark = marks.at(bytes);
    }
    return mark != null && log.after(marks.position(mark)) instanceof Resumption.Found(var records)
        ? reading.reader(records, mark, bytes)
        : null;
  }

  /** Reads on from the mark before a record, which is there already. */
  private @Nullable PositionedSource fromRecord(long number) throws IOException {
    Place place;
    synchronized (this) {
      place = marks.atRecord(number);
    }
    if (!(log.after(marks.position(place)) instanceof Resumption.Found(var records))) {
      return null;
    }
    try {
      while (place.records() < number) {
        if (!(BlockingReader.next(records) instanceof Line record)) {
          records.close();
          return null;
        }
        place = place.after(record.content().length);
      }
    } catch (InterruptedException clientHasGone) {
      records.close();
      throw new InterruptedIOException("the client has gone");
    }
    return reading.reader(records, place, place.bytes());
  }

  @Override
  public Bounds bounds() throws IOException {
    long dropped = marks.records(log.bounds().oldest());
    synchronized (this) {
      return new Bounds(position(marks.after(dropped).bytes()), position(marks.newest().bytes()));
    }
  }

  // What it takes of a limit.

  /** Counts what it takes; if too much is taken, drops all but the newest that are unread. */
  void count(Limit limit, long unread) throws IOException {
    if (log instanceof MemoryLog inMemory) {
      var ring = inMemory.ring();
      if (limit.isFull()) {
        ring.drop(ring.bytes() - unread, 1);
      }
      count(limit, ring::bytes);
    } else if (isIndexed()) {
      count(limit, () -> Math.min(end().bytes(), kept));
    } else {
      long bytes = log.state().bytes();
      count(limit, () -> bytes);
    }
  }

  private synchronized boolean isIndexed() {
    return isIndexed;
  }

  private synchronized void count(Limit limit, LongSupplier bytes) {
    if (isCounted) {
      long now = bytes.getAsLong();
      limit.hold(now - counted);
      counted = now;
    }
  }

  /** Counts it no longer. */
  synchronized void countNoMore(Limit limit) {
    isCounted = false;
    limit.hold(-counted);
    counted = 0;
  }
}
