package httpd.topic;

import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.SourceClosedException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
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
 * was dropped has fallen behind and is told so. Whoever appends waits for no reader.
 *
 * <p>A line may be appended in pieces: what has no ending goes on in what is appended next, unless
 * the log ends. Readers get the pieces as they come, and begin only where a line begins; what is
 * counted are lines.
 *
 * <p>Safe for all threads.
 */
public final class MemoryRing implements MemoryTopic {

  /** Bytes that are kept unless one says otherwise: 4 MiB. */
  public static final int DEFAULT_BYTES = 4 * 1024 * 1024;

  /** Lines that are kept unless one says otherwise: 65,536. */
  public static final int DEFAULT_LINES = 64 * 1024;

  /** What a line costs beside its bytes. */
  private static final int OVERHEAD = 64;

  private static final int FIRST_CAPACITY = 16;

  /** One line or a piece of one; its number counts from 1. */
  static final class Node {
    final @Nullable Line line;
    final long number;

    /** Lines that have ended up to here. */
    final long lines;

    /** The next line; {@link #DROPPED} once that was dropped; null at the end of the chain. */
    volatile @Nullable Node next;

    /** Its position as text, once somebody has asked. */
    @Nullable String position;

    Node(@Nullable Line line, long number, long lines) {
      this.line = line;
      this.number = number;
      this.lines = lines;
    }

    /** Whether a line ends here, so that another begins behind it. */
    boolean endsLine() {
      return line == null || line.ending() != Line.Ending.NONE;
    }
  }

  /** Stands for a line that was dropped. */
  static final Node DROPPED = new Node(null, -1, -1);

  private final Positions positions;
  private final int mostLines;
  private final long mostBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Readers readers;

  // Guarded by the lock.
  private Node[] kept = new Node[FIRST_CAPACITY];
  private int first;
  private int count;
  private long bytes;
  private Node lastDropped = new Node(null, 0, 0);
  private Node newest = lastDropped;

  /** The newest at which a line ends; it may have been dropped. */
  private Node lineEnd = lastDropped;

  private @Nullable Poll how;

  /** A ring with the default bounds. */
  public MemoryRing() {
    this(DEFAULT_LINES, DEFAULT_BYTES);
  }

  /**
   * An empty ring.
   *
   * @param mostLines kept, at least 1
   * @param mostBytes kept, their overhead of {@value #OVERHEAD} a line included; a line that is
   *     longer is kept alone
   */
  public MemoryRing(int mostLines, long mostBytes) {
    this(mostLines, mostBytes, new Positions(), () -> {});
  }

  /**
   * An empty ring of whose readers another place keeps count.
   *
   * @param epoch what its positions begin with, 1 to 13 digits and small letters; that of no other
   *     ring
   * @param deserted run each time the last reader has left, on its thread, without a lock
   */
  public MemoryRing(int mostLines, long mostBytes, String epoch, Runnable deserted) {
    this(mostLines, mostBytes, new Positions(epoch), deserted);
  }

  private MemoryRing(int mostLines, long mostBytes, Positions positions, Runnable deserted) {
    if (mostLines < 1 || mostBytes < 1) {
      throw new IllegalArgumentException(
          "a ring keeps at least 1 line of 1 byte, was " + mostLines + " of " + mostBytes);
    }
    this.mostLines = mostLines;
    this.mostBytes = mostBytes;
    this.positions = positions;
    this.readers = new Readers(lock, deserted);
  }

  /**
   * Adds a line, or a piece of one, at the end and wakes the readers that wait for it, on this
   * thread.
   *
   * @return its position
   * @throws IllegalStateException if the log has ended
   */
  public String append(Line line) {
    List<Runnable> wakes;
    Node node;
    lock.lock();
    try {
      if (how != null) {
        throw new IllegalStateException("the log has ended");
      }
      boolean ends = line.ending() != Line.Ending.NONE;
      node = new Node(line, newest.number + 1, newest.lines + (ends ? 1 : 0));
      keep(node);
      lineEnd = ends ? node : lineEnd;
      newest.next = node;
      newest = node;
      dropTooMuch();
      wakes = readers.takeWakes();
    } finally {
      lock.unlock();
    }
    wakes.forEach(Runnable::run);
    return position(node);
  }

  /** Nothing more comes. */
  public void end() {
    finish(Poll.END);
  }

  /** Nothing more comes, and something is missing. */
  public void fail(Throwable cause) {
    finish(new Poll.Failed(cause));
  }

  @Override
  public int readers() {
    return readers.count();
  }

  /** How many lines are kept, pieces counted each. */
  public int lines() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** What is kept, as it is counted against its bound. */
  public long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Drops the oldest lines, as if newer ones had come.
   *
   * @param wanted bytes that are to be free then
   * @param left lines that stay in any case
   */
  public void drop(long wanted, int left) {
    lock.lock();
    try {
      long goal = bytes - wanted;
      while (count > left && bytes > goal) {
        dropOldest();
      }
    } finally {
      lock.unlock();
    }
  }

  /** As {@link Topic#last}; counted from the first poll, so that nothing is held until then. */
  @Override
  public PositionedSource last(int lines) {
    return new RingCursor(this, Math.max(0, lines));
  }

  @Override
  public Resumption after(String position) {
    long number = positions.number(position);
    lock.lock();
    try {
      if (number >= lastDropped.number && number <= newest.number) {
        return new Resumption.Found(new RingCursor(this, node(number)));
      }
      return new Resumption.Lost(position(lastDropped), position(boundary()));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Bounds bounds() {
    lock.lock();
    try {
      return new Bounds(position(lastDropped), position(boundary()));
    } finally {
      lock.unlock();
    }
  }

  /** Made once for all readers of a line; two who make it at once make the same. */
  String position(Node node) {
    var known = node.position;
    if (known == null) {
      known = positions.of(node.number);
      node.position = known;
    }
    return known;
  }

  /** The place before the oldest line. */
  Node oldest() {
    lock.lock();
    try {
      return lastDropped;
    } finally {
      lock.unlock();
    }
  }

  /** Where a cursor begins that wants the last lines; it counts as a reader from now on. */
  Node begin(RingCursor cursor, int lines) {
    lock.lock();
    try {
      readers.join(cursor);
      return before(lines);
    } finally {
      lock.unlock();
    }
  }

  /** A cursor begins that has its place; it counts as a reader from now on. */
  void begin(RingCursor cursor) {
    lock.lock();
    try {
      readers.join(cursor);
    } finally {
      lock.unlock();
    }
  }

  /**
   * What there is behind a cursor that has come to the end of the chain.
   *
   * @return {@link Poll#PENDING}, and it will be woken; or how the log has ended; or null if the
   *     chain has gone on meanwhile
   */
  @Nullable Poll behind(RingCursor cursor, Node place, Runnable wake) {
    lock.lock();
    try {
      if (place.next != null) {
        return null;
      }
      if (how != null) {
        return how;
      }
      if (cursor.hasLeft()) {
        return new Poll.Failed(new SourceClosedException());
      }
      readers.await(cursor, wake);
      return Poll.PENDING;
    } finally {
      lock.unlock();
    }
  }

  void leave(RingCursor cursor) {
    readers.leave(cursor);
  }

  FellBehindException fellBehind() {
    return new FellBehindException(mostBytes);
  }

  private void finish(Poll end) {
    List<Runnable> wakes;
    lock.lock();
    try {
      how = how == null ? end : how;
      wakes = readers.takeWakes();
    } finally {
      lock.unlock();
    }
    wakes.forEach(Runnable::run);
  }

  private void keep(Node node) {
    if (count == kept.length) {
      grow();
    }
    kept[(first + count) % kept.length] = node;
    count++;
    bytes += cost(node);
  }

  private void dropTooMuch() {
    while (count > 1 && (count > mostLines || bytes > mostBytes)) {
      dropOldest();
    }
  }

  private void dropOldest() {
    var oldest = kept[first];
    kept[first] = DROPPED;
    first = (first + 1) % kept.length;
    count--;
    bytes -= cost(oldest);
    lastDropped.next = DROPPED;
    lastDropped = oldest;
  }

  private void grow() {
    var larger = new Node[kept.length * 2];
    for (int i = 0; i < count; i++) {
      larger[i] = kept[(first + i) % kept.length];
    }
    kept = larger;
    first = 0;
  }

  /** Behind the newest line that has ended, or the end of the log. */
  private Node boundary() {
    if (how != null) {
      return newest;
    }
    return lineEnd.number < lastDropped.number ? lastDropped : lineEnd;
  }

  /** The place in front of the last lines, of those that have ended. */
  private Node before(int lines) {
    var end = boundary();
    long wanted = end.lines + (end.endsLine() ? 0 : 1) - lines;
    if (lines == 0 || wanted <= lastDropped.lines) {
      return lines == 0 ? end : lastDropped;
    }
    int low = 0;
    int high = count - 1;
    while (low < high) { // The first of those with so many lines ended the last of them.
      int middle = (low + high) >>> 1;
      if (kept[(first + middle) % kept.length].lines < wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return kept[(first + low) % kept.length];
  }

  /** The node of a number from that of {@link #lastDropped} to that of the newest. */
  private Node node(long number) {
    int index = (int) (number - lastDropped.number);
    return index == 0 ? lastDropped : kept[(first + index - 1) % kept.length];
  }

  private static long cost(Node node) {
    var line = node.line;
    return line == null ? 0 : (long) OVERHEAD + line.length();
  }
}
