package httpd.topic;

import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.SourceClosedException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The newest lines of a log, in memory: bounded in number and in bytes, the oldest are dropped.
 *
 * <pre>
 *          end() · fail(cause)
 *   OPEN ───────────────────────► ENDED: readers get what is kept, then End or Failed
 * </pre>
 *
 * <p>Lines are nodes of a chain, and a reader is a {@link RingCursor} on one of them: it follows
 * the chain without a lock, and takes the lock only to wait at its end. A reader whose next line
 * was dropped has fallen behind and fails.
 *
 * <p>A line may be appended in pieces: what has no ending continues in what is appended next,
 * unless the log ends. Readers get the pieces as they come, and begin only where a line begins;
 * what is counted are lines.
 */
public final class MemoryRing extends MemoryTopic {

  public static final int DEFAULT_BYTES = 4 * 1024 * 1024;
  public static final int DEFAULT_LINES = 64 * 1024;

  // Guarded by the lock.
  private RingNode newest;
  private final RingNodes kept;

  /** The newest at which a line ends; it may have been dropped. */
  private RingNode lineEnd;

  private @Nullable Poll end;
  private int exitStatus = -1;

  public MemoryRing() {
    this(DEFAULT_LINES, DEFAULT_BYTES);
  }

  /** An empty ring; a line longer than {@code mostBytes} is kept alone. */
  public MemoryRing(int mostLines, long mostBytes) {
    this(mostLines, mostBytes, new Positions(), 0, () -> {});
  }

  MemoryRing(Runnable deserted) {
    this(DEFAULT_LINES, DEFAULT_BYTES, new Positions(), 0, deserted);
  }

  /**
   * An empty ring with an epoch of its own; {@code deserted} runs when the last reader has left.
   */
  public MemoryRing(int mostLines, long mostBytes, String epoch, Runnable deserted) {
    this(mostLines, mostBytes, new Positions(epoch), 0, deserted);
  }

  /** A ring whose first line is the one after {@code beginning}. */
  MemoryRing(
      int mostLines, long mostBytes, Positions positions, long beginning, Runnable deserted) {
    super(mostLines, mostBytes, positions, deserted);
    this.newest = new RingNode(null, beginning, beginning);
    this.kept = new RingNodes(newest);
    this.lineEnd = newest;
  }

  /** An empty ring whose positions continue after one of another ring; null for its own. */
  public static MemoryRing beginningAt(@Nullable String position, int mostLines, long mostBytes) {
    var positions = position == null ? new Positions() : Positions.ofEpochOf(position);
    long beginning = position == null ? 0 : positions.number(position);
    return new MemoryRing(mostLines, mostBytes, positions, beginning, () -> {});
  }

  /**
   * An empty ring for lines that have positions already. The number of a line is the part of its
   * position after the {@code -}.
   */
  public static MemoryRing withGivenPositions(String beginning, int mostLines, long mostBytes) {
    var positions = new GivenPositions();
    long number = GivenPositions.numberIn(beginning);
    var ring = new MemoryRing(mostLines, mostBytes, positions, number, () -> {});
    positions.ring = ring;
    ring.restart(beginning);
    return ring;
  }

  /**
   * Adds the next line, whose position was given, unless the log has ended; wakes the readers on
   * this thread.
   */
  public void append(Line line, String position) {
    var _ = change(() -> end == null ? add(newest.followedBy(line, position)) : newest);
  }

  /** Drops all lines: the next one is that after this position. Readers have fallen behind. */
  public void restart(String position) {
    restart(RingNode.beginning(GivenPositions.numberIn(position), position));
  }

  /** The same, where the next line has the number after this one. */
  public void restart(long number) {
    restart(new RingNode(null, number, number));
  }

  private void restart(RingNode beginning) {
    var _ =
        change(() -> {
          newest = beginning;
          lineEnd = newest;
          kept.restart(newest);
          return newest;
        });
  }

  /** The position of a line by its number; of one that is kept, or of the place before. */
  String positionOf(long number) {
    return underLock(() -> kept.numbered(number).position(positions));
  }

  boolean has(long number) {
    return underLock(() -> number >= lastDropped() && number <= newest());
  }

  /** Adds a line, or a piece of one, and wakes the readers on this thread; returns its position. */
  public String append(Line line) {
    return change(() -> add(newest.followedBy(line))).position(positions);
  }

  private RingNode add(RingNode node) {
    if (end != null) {
      throw new IllegalStateException("the log has ended");
    }
    kept.add(node);
    lineEnd = node.endsLine() ? node : lineEnd;
    newest.next = node;
    newest = node;
    while (kept.count() > 1 && (kept.count() > mostLines || kept.bytes() > mostBytes)) {
      kept.dropOldest();
    }
    return node;
  }

  /** Notes the status with which the command has exited whose lines these are, before the end. */
  void exited(int status) {
    underLock(() -> exitStatus = status);
  }

  /** Returns that status for a reader that has come to the end of the log, and -1 for others. */
  @SuppressWarnings("ReferenceEquality") // A reader that has left has an end of its own.
  int exitStatus(@Nullable Poll readersEnd) {
    return underLock(() -> readersEnd != null && readersEnd == end ? exitStatus : -1);
  }

  public void end() {
    finish(Poll.END);
  }

  public void fail(Throwable cause) {
    finish(new Poll.Failed(cause));
  }

  private void finish(Poll how) {
    change(() -> end = end == null ? how : end);
  }

  /** Returns how many lines are kept; each piece counts. */
  public int lines() {
    return underLock(kept::count);
  }

  public long bytes() {
    return underLock(kept::bytes);
  }

  /** Returns what the contents of the kept lines take, if each has an ending of one byte. */
  public long contentBytes() {
    return underLock(() -> kept.bytes() - (OVERHEAD + 1L) * kept.count());
  }

  @Override
  public TopicView view(String name) {
    return TopicView.of(name, readers(), new Log.State(bounds(), false, lines(), contentBytes()));
  }

  /** Drops the oldest lines until so many bytes are free; the last {@code left} stay. */
  public void drop(long wanted, int left) {
    lock.lock();
    try {
      long goal = kept.bytes() - wanted;
      while (kept.count() > left && kept.bytes() > goal) {
        kept.dropOldest();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public PositionedSource last(int lines) {
    return new RingCursor(this, null, Math.max(0, lines));
  }

  @Override
  PositionedSource cursorAfter(long number) {
    return new RingCursor(this, kept.numbered(number), 0);
  }

  @Override
  long lastDropped() {
    return kept.lastDropped().number;
  }

  @Override
  long newest() {
    return newest.number;
  }

  @Override
  long newest(Predicate<Line> property) {
    return kept.newest(property);
  }

  @Override
  long newestComplete() {
    return lastComplete().number;
  }

  long linesAfter(RingNode place) {
    return underLock(() -> Math.max(0, newest.lines - place.lines));
  }

  RingNode oldest() {
    return underLock(kept::lastDropped);
  }

  /** Counts a cursor as a reader from now on; null stands for the place before the last lines. */
  RingNode begin(RingCursor cursor, @Nullable RingNode place, int last) {
    return underLock(() -> {
      join(cursor);
      return place == null ? beforeLast(last) : place;
    });
  }

  /** Returns PENDING if the reader will be woken, the end, or null if the chain has grown. */
  @Nullable Poll await(Reader cursor, RingNode place, Runnable wake) {
    lock.lock();
    try {
      if (place.next != null) {
        return null;
      }
      if (end != null) {
        return end;
      }
      if (cursor.hasLeft()) {
        return new Poll.Failed(new SourceClosedException());
      }
      await(cursor, wake);
      return Poll.PENDING;
    } finally {
      lock.unlock();
    }
  }

  /** After the newest line that has ended, or the end of the log. */
  private RingNode lastComplete() {
    if (end != null) {
      return newest;
    }
    return lineEnd.number < lastDropped() ? kept.lastDropped() : lineEnd;
  }

  /** The place before the last lines, of those that have ended. */
  private RingNode beforeLast(int lines) {
    var last = lastComplete();
    long wanted = last.lines + (last.endsLine() ? 0 : 1) - lines;
    if (lines == 0) {
      return last;
    }
    return wanted <= kept.lastDropped().lines ? kept.lastDropped() : kept.withLines(wanted);
  }
}
