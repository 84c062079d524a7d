package httpd.recording;

import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.SourceClosedException;
import httpd.topic.LogDeletedException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a {@link Recording}.
 *
 * <pre>
 *        first poll                     the bytes before its place are left out
 *   NEW ────────────► READING, counted ──────────────────────────────────────────► READING
 *    │                   │ the log's end: that of the run
 *    │                   ▼
 *    └─ close() ───► OVER: it is counted no more once it is closed
 * </pre>
 */
final class RunReader extends ForwardingSource implements PositionedSource {

  private final Recording run;
  private final PositionedSource records;

  /** Where it begins. */
  private final long beginning;

  // Used by the owner only.
  private Place place;
  private @Nullable Poll ended;

  // Guarded by this.
  private boolean counted;
  private boolean closed;

  /**
   * Makes a reader that begins at the byte {@code beginning}.
   *
   * @param records of the log, from {@code place} on, which is at that byte or before it
   */
  RunReader(Recording run, PositionedSource records, Place place, long beginning) {
    super(records);
    this.run = run;
    this.records = records;
    this.place = place;
    this.beginning = beginning;
  }

  @Override
  public Poll poll(Runnable wake) {
    if (ended == null && !count()) {
      ended = new Poll.Failed(new SourceClosedException());
    }
    while (ended == null) {
      switch (records.poll(wake)) {
        case Line record -> {
          long from = beginning - place.bytes();
          byte[] bytes = record.content();
          place = place.after(bytes.length);
          if (from < bytes.length) {
            run.delivered(place);
            return line(bytes, (int) Math.max(0, from));
          }
        }
        case Poll.Pending pending -> {
          return pending;
        }
        case Poll.End() -> ended = end();
        case Poll.Failed failed -> ended = isClosed() ? failed : failure(failed);
      }
    }
    return ended;
  }

  private Poll end() {
    var how = run.outcome();
    return how == null
        ? new Poll.Failed(new RunFailedException("its end is not known"))
        : how.poll();
  }

  private static Poll failure(Poll.Failed ofLog) {
    return ofLog.cause() instanceof LogDeletedException
        ? new Poll.Failed(new RunFailedException("it was stopped and deleted"))
        : ofLog;
  }

  /** The bytes of a record from one on, as a line if they end one. */
  private static Line line(byte[] bytes, int from) {
    int end = bytes.length;
    var ending = Line.Ending.NONE;
    if (end > from && bytes[end - 1] == '\n') {
      boolean hasCr = end - 1 > from && bytes[end - 2] == '\r';
      ending = hasCr ? Line.Ending.CR_LF : Line.Ending.LF;
    }
    return new Line(Arrays.copyOfRange(bytes, from, end - ending.length()), ending);
  }

  @Override
  public String position() {
    return run.records().position(Math.max(beginning, place.bytes()));
  }

  /** {@inheritDoc} None: what is left out of a run is never passed over. */
  @Override
  public long skip() {
    return 0;
  }

  private synchronized boolean count() {
    if (!closed && !counted) {
      counted = true;
      run.join();
    }
    return !closed;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    boolean leaves;
    synchronized (this) {
      leaves = counted && !closed;
      closed = true;
    }
    records.close();
    if (leaves) {
      run.leave();
    }
  }
}
