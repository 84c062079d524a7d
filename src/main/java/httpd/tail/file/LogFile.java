package httpd.tail.file;

import httpd.tail.name.FileStat;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One content of the followed name, open: a file between its creation, or its truncation, and the
 * next one.
 *
 * <pre>
 *           a successor has its first bytes
 *   OPEN ────────────────────────────────────► OVER: its end is known, and so is what comes next
 *    │                                           │
 *    │ truncated, or not needed any more         │
 *    └─────────────────► GONE ◄──────────────────┘    who still stands in it looks for a copy
 * </pre>
 *
 * <p>Used by one thread, except {@link #content}, which may run anywhere for what has been
 * {@linkplain #remember remembered} before.
 */
public final class LogFile implements Closeable {

  private static final int BLOCK = 64 * 1024;

  private final FileStat file;
  private final FileChannel channel;

  private final FileHead head = new FileHead();

  /** The last bytes that were read as it grew, and the offset behind them. */
  private byte[] tail = {};

  private long tailEnd;
  private boolean gone;
  private long begin;
  private long end = Long.MAX_VALUE;
  private @Nullable LogFile next;
  private @Nullable LogFile copy;
  private boolean rewritten;

  private LogFile(FileStat file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens a file that was found.
   *
   * @throws NoSuchFileException if it has gone, or another has its name now
   */
  public static LogFile open(FileStat file) throws IOException {
    var generation = new LogFile(file, FileChannel.open(file.path(), StandardOpenOption.READ));
    try {
      var now = FileStat.at(file.path());
      if (now == null || !now.isSameAs(file)) {
        throw new NoSuchFileException(file.path().toString(), null, "was replaced");
      }
      var first = ByteBuffer.allocate(Fingerprint.HEAD);
      int count = generation.read(first, 0);
      generation.remember(first.array(), 0, count);
      return generation;
    } catch (IOException | RuntimeException e) {
      generation.close();
      throw e;
    }
  }

  /** The new content of the same file after it was truncated; takes the descriptor over. */
  public LogFile rewritten() {
    gone = true;
    var generation = new LogFile(file, channel);
    generation.rewritten = true;
    return generation;
  }

  /** Whether its file had another content before, which {@link #file} still tells of. */
  boolean isRewritten() {
    return rewritten;
  }

  public FileStat file() {
    return file;
  }

  public boolean isOf(FileStat other) {
    return file.isSameAs(other);
  }

  /** Its length now, in bytes. */
  public long size() throws IOException {
    return channel.size();
  }

  /** Where it ended when its successor began; {@link Long#MAX_VALUE} as long as it has none. */
  public long end() {
    return end;
  }

  public @Nullable LogFile next() {
    return next;
  }

  /** Where its readers come in who have read what was before it. */
  public long begin() {
    return begin;
  }

  public void beginsAt(long offset) {
    begin = offset;
  }

  public void endsAt(long offset) {
    end = offset;
  }

  public void isFollowedBy(LogFile successor) {
    next = successor;
  }

  /** Where the bytes are that this one had before it was truncated; null if that is not known. */
  public @Nullable LogFile copy() {
    return copy;
  }

  /** The other was truncated, and all that it had is here. */
  public void isCopyOf(LogFile truncated) {
    truncated.copy = this;
  }

  /** Goes on in place of one that was closed, and whose bytes are here. */
  public void replaces(LogFile closed) {
    begin = closed.begin;
    end = closed.end;
    next = closed.next;
  }

  /** Whether it cannot be read any more. */
  public boolean isGone() {
    return gone;
  }

  public void markGone() {
    gone = true;
  }

  /** Reads into all the room there is, or up to the end; the number of bytes, 0 at the end. */
  public int read(ByteBuffer target, long from) throws IOException {
    int before = target.position();
    long at = from;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count <= 0) {
        break;
      }
      at += count;
    }
    return target.position() - before;
  }

  /** Keeps those of the bytes read at {@code from} that are the file's first. */
  public void remember(byte[] bytes, long from, int count) throws IOException {
    if (!head.isKnownUpTo(from)) {
      rememberMore(); // It grew between its opening and the first look at its end.
    }
    head.remember(bytes, from, count);
    tail = Arrays.copyOfRange(bytes, Math.max(0, count - Fingerprint.TAIL), count);
    tailEnd = from + count;
  }

  /**
   * Whether what was read up to {@code offset} is still there: asked behind a read, since a file
   * that is truncated and written anew has another beginning.
   */
  public boolean isIntact(long offset) throws IOException {
    if (channel.size() < offset) {
      return false;
    }
    return hasAtItsBeginning(head) && (!head.isHole() || hasItsTail());
  }

  private boolean hasItsTail() throws IOException {
    var now = ByteBuffer.allocate(tail.length);
    return read(now, tailEnd - tail.length) == tail.length && Arrays.equals(now.array(), tail);
  }

  /** Whether all of this file is the beginning of another: its first block, and its last. */
  public boolean isBeginningOf(LogFile other) throws IOException {
    long size = size();
    return size > 0
        && other.size() >= size
        && hasSameBytes(other, 0, Math.min(size, BLOCK))
        && hasSameBytes(other, Math.max(0, size - BLOCK), size);
  }

  private boolean hasSameBytes(LogFile other, long from, long to) throws IOException {
    var mine = ByteBuffer.allocate((int) (to - from));
    var theirs = ByteBuffer.allocate((int) (to - from));
    return read(mine, from) == mine.capacity()
        && other.read(theirs, from) == theirs.capacity()
        && mine.flip().equals(theirs.flip());
  }

  /** Whether the first bytes of another one, as they were when it was read, are here. */
  public boolean beginsLike(LogFile other) throws IOException {
    return other.head.length() > 0 && hasAtItsBeginning(other.head);
  }

  private boolean hasAtItsBeginning(FileHead remembered) throws IOException {
    var now = ByteBuffer.allocate(remembered.length());
    return read(now, 0) == remembered.length() && remembered.isBeginningOf(now.array());
  }

  /**
   * The fingerprint at an offset.
   *
   * @param before the bytes before it, at least {@link Fingerprint#TAIL} of them or the whole line
   */
  long content(long offset, byte[] before, int length) {
    return Fingerprint.of(head.hash(offset), before, length);
  }

  /** The position at an offset, read from the file. */
  public Position position(long offset) throws IOException {
    if (offset == 0) {
      return head.beginningOf(file);
    }
    if (!head.isKnownUpTo(offset)) {
      rememberMore();
    }
    var before = ByteBuffer.allocate((int) Math.min(offset, Fingerprint.TAIL));
    int count = read(before, offset - before.capacity());
    return new Position(offset, content(offset, before.array(), count), file.number());
  }

  /** Whether its first bytes are those that a position before them knows. */
  public boolean beginsWith(Position position) throws IOException {
    var first = ByteBuffer.allocate(position.marked());
    return read(first, 0) == first.capacity() && position.marks(first.array());
  }

  /** Of the line that has begun before an offset, the bytes that count in a fingerprint. */
  public byte[] lead(long offset) throws IOException {
    var before = ByteBuffer.allocate((int) Math.min(offset, Fingerprint.TAIL));
    int count = read(before, offset - before.capacity());
    int from = count;
    while (from > 0 && before.get(from - 1) != '\n' && before.get(from - 1) != 0) {
      from--;
    }
    return Arrays.copyOfRange(before.array(), from, count);
  }

  private void rememberMore() throws IOException {
    var first = ByteBuffer.allocate(Fingerprint.HEAD);
    int count = read(first, 0);
    if (head.isBeginningOf(first.array())) {
      head.remember(first.array(), 0, count);
    }
  }

  /** Whether this content has the position in it. */
  public boolean holds(Position position) throws IOException {
    if (!gone && !head.isKnownUpTo(position.offset())) {
      rememberMore(); // It was opened while it was being copied.
    }
    return !gone
        && position.offset() <= Math.min(channel.size(), end)
        && position.offset() > 0
        && head.isKnownUpTo(position.offset())
        && position(position.offset()).content() == position.content();
  }

  @Override
  public void close() throws IOException {
    gone = true;
    channel.close();
  }

  @Override
  public String toString() {
    return file.path() + (gone ? " (gone)" : "");
  }
}
