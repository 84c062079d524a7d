package httpd.tail.file;

import httpd.tail.name.FileStat;
import httpd.tail.name.TailName;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One content of the followed name, open: a file from its creation, or its truncation, until the
 * next.
 *
 * <pre>
 *           the next file has its first bytes
 *   OPEN ────────────────────────────────────► OVER: its end and the next file are known
 *    │                                           │
 *    │ truncated, or no longer needed         │
 *    └─────────────────► GONE ◄──────────────────┘    a cursor in it looks for a copy
 * </pre>
 *
 * <p>Used by one thread, except {@link #position(long, byte[], int)}, which any thread may call for
 * what has been {@linkplain #remember remembered} before.
 */
public final class LogFile implements Closeable {

  private final FileStat stat;
  private final FileChannel channel;
  private final FileHead head = new FileHead();

  /** The last bytes that were read as it grew; {@code tailEnd} is the offset after them. */
  private byte[] tail = {};

  private long tailEnd;
  private boolean gone;
  private long begin;
  private long end = Long.MAX_VALUE;
  private @Nullable LogFile next;
  private @Nullable LogFile copy;

  private LogFile(FileStat stat, FileChannel channel) {
    this.stat = stat;
    this.channel = channel;
  }

  /** Opens a file; a NoSuchFileException if it was deleted or replaced. */
  public static LogFile open(FileStat stat, TailName name) throws IOException {
    var log = new LogFile(stat, name.open(stat));
    try {
      var now = FileStat.at(stat.path());
      if (now == null || !now.isSameAs(stat)) {
        throw new NoSuchFileException(stat.path().toString(), null, "was replaced");
      }
      byte[] first = log.bytes(0, Fingerprint.HEAD);
      log.remember(first, 0, first.length);
      return log;
    } catch (IOException | RuntimeException e) {
      log.close();
      throw e;
    }
  }

  /** Returns the new content of the file after a truncation; takes the descriptor over. */
  public LogFile rewritten() {
    gone = true;
    return new LogFile(stat, channel);
  }

  public FileStat stat() {
    return stat;
  }

  public boolean isOf(FileStat other) {
    return stat.isSameAs(other);
  }

  public long size() throws IOException {
    return channel.size();
  }

  /** Where it ended when the next file began; {@link Long#MAX_VALUE} until then. */
  public long end() {
    return end;
  }

  public @Nullable LogFile next() {
    return next;
  }

  /** Where readers begin that have read the file before it. */
  public long begin() {
    return begin;
  }

  public void beginsAt(long offset) {
    begin = offset;
  }

  public void endsAt(long offset) {
    end = offset;
  }

  public void isFollowedBy(LogFile next) {
    this.next = next;
  }

  /** The copy that has the bytes of this file, which was truncated. */
  public @Nullable LogFile copy() {
    return copy;
  }

  public void isCopyOf(LogFile truncated) {
    truncated.copy = this;
  }

  public void replaces(LogFile closed) {
    begin = closed.begin;
    end = closed.end;
    next = closed.next;
  }

  public boolean isGone() {
    return gone;
  }

  public void markGone() {
    gone = true;
  }

  /** Reads until the buffer is full or the file ends; the number of bytes, 0 at the end. */
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

  /** Keeps the bytes read at {@code from} as far as they are the first or the last of the file. */
  public void remember(byte[] bytes, long from, int count) throws IOException {
    if (!head.isKnownUpTo(from)) {
      rememberMore(); // It grew between its opening and the first look at its end.
    }
    head.remember(bytes, from, count);
    tail = Arrays.copyOfRange(bytes, Math.max(0, count - Fingerprint.TAIL), count);
    tailEnd = from + count;
  }

  /**
   * Whether what was read up to {@code offset} is still there. Checked after a read, since a file
   * that is truncated and rewritten has another beginning.
   */
  public boolean isIntact(long offset) throws IOException {
    return channel.size() >= offset
        && hasAtItsBeginning(head)
        && (!head.isHole() || Arrays.equals(bytes(tailEnd - tail.length, tail.length), tail));
  }

  /** Whether this file begins with the first bytes of another, as they were when it was read. */
  public boolean beginsLike(LogFile other) throws IOException {
    return other.head.length() > 0 && hasAtItsBeginning(other.head);
  }

  private boolean hasAtItsBeginning(FileHead remembered) throws IOException {
    return remembered.isBeginningOf(bytes(0, remembered.length()));
  }

  /** Returns the position after a line whose last bytes are known. */
  Position position(long offset, byte[] before, int length) {
    long content = Fingerprint.of(head.hash(offset), before, length);
    return new Position(offset, content, stat.number());
  }

  public Position position(long offset) throws IOException {
    if (offset == 0) {
      return head.beginningOf(stat);
    }
    if (!head.isKnownUpTo(offset)) {
      rememberMore();
    }
    byte[] before = bytesBefore(offset);
    return position(offset, before, before.length);
  }

  /** Whether its first bytes are those that a position at its beginning has in its mark. */
  public boolean beginsWith(Position position) throws IOException {
    byte[] first = bytes(0, position.marked());
    return first.length == position.marked() && position.marks(first);
  }

  /** Returns the part of a line before an offset that counts in a fingerprint. */
  public byte[] lead(long offset) throws IOException {
    byte[] before = bytesBefore(offset);
    int from = before.length;
    while (from > 0 && before[from - 1] != '\n' && before[from - 1] != 0) {
      from--;
    }
    return Arrays.copyOfRange(before, from, before.length);
  }

  private byte[] bytesBefore(long offset) throws IOException {
    int length = (int) Math.min(offset, Fingerprint.TAIL);
    return bytes(offset - length, length);
  }

  /** Returns the bytes from an offset; fewer at the end of the file. */
  public byte[] bytes(long from, int most) throws IOException {
    var target = ByteBuffer.allocate(most);
    int count = read(target, from);
    return count == most ? target.array() : Arrays.copyOf(target.array(), count);
  }

  private void rememberMore() throws IOException {
    byte[] first = bytes(0, Fingerprint.HEAD);
    if (head.isBeginningOf(first)) {
      head.remember(first, 0, first.length);
    }
  }

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
    return stat.path() + (gone ? " (gone)" : "");
  }
}
