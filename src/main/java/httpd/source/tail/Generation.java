package httpd.source.tail;

import httpd.line.LineSplitter;
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
final class Generation implements Closeable {

  private static final int BLOCK = 64 * 1024;

  private final FoundFile file;
  private final FileChannel channel;

  /** The first bytes, as they were when this content was first read. */
  private final byte[] head = new byte[Fingerprint.HEAD];

  private int headLength;
  private long fullHeadHash;
  private boolean gone;
  private long begin;
  private long end = Long.MAX_VALUE;
  private @Nullable Generation next;

  private Generation(FoundFile file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens a file that was found.
   *
   * @throws NoSuchFileException if it has gone, or another has its name now
   */
  static Generation open(FoundFile file) throws IOException {
    var generation = new Generation(file, FileChannel.open(file.path(), StandardOpenOption.READ));
    try {
      var now = FoundFile.at(file.path());
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
  Generation rewritten() {
    gone = true;
    return new Generation(file, channel);
  }

  FoundFile file() {
    return file;
  }

  boolean isOf(FoundFile other) {
    return file.isSameAs(other);
  }

  /** Its length now, in bytes. */
  long size() throws IOException {
    return channel.size();
  }

  /** Where it ended when its successor began; {@link Long#MAX_VALUE} as long as it has none. */
  long end() {
    return end;
  }

  @Nullable Generation next() {
    return next;
  }

  /** Where its readers come in who have read what was before it. */
  long begin() {
    return begin;
  }

  void beginsAt(long offset) {
    begin = offset;
  }

  void endsAt(long offset) {
    end = offset;
  }

  void isFollowedBy(Generation successor) {
    next = successor;
  }

  /** Whether it cannot be read any more. */
  boolean isGone() {
    return gone;
  }

  void markGone() {
    gone = true;
  }

  /** Reads into all the room there is, or up to the end; the number of bytes, 0 at the end. */
  int read(ByteBuffer target, long from) throws IOException {
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
  void remember(byte[] bytes, long from, int count) {
    if (from <= headLength && from + count > headLength && headLength < head.length) {
      int skipped = (int) (headLength - from);
      int taken = Math.min(count - skipped, head.length - headLength);
      System.arraycopy(bytes, skipped, head, headLength, taken);
      headLength += taken;
      fullHeadHash = Fingerprint.ofHead(head, headLength);
    }
  }

  /**
   * Whether what was read up to {@code offset} is still there: asked behind a read, since a file
   * that is truncated and written anew has another beginning.
   */
  boolean isIntact(long offset) throws IOException {
    if (channel.size() < offset) {
      return false;
    }
    var now = ByteBuffer.allocate(headLength);
    return read(now, 0) == headLength
        && Arrays.equals(now.array(), 0, headLength, head, 0, headLength);
  }

  /** Whether all of another file, as far as a block of it, is the beginning of this one. */
  boolean beginsLike(Generation other) throws IOException {
    int common = (int) Math.min(other.size(), BLOCK);
    var mine = ByteBuffer.allocate(common);
    var theirs = ByteBuffer.allocate(common);
    return size() >= other.size()
        && read(mine, 0) == other.read(theirs, 0)
        && Arrays.equals(mine.array(), theirs.array());
  }

  /**
   * The fingerprint at an offset.
   *
   * @param before the bytes before it, at least {@link Fingerprint#TAIL} of them or the whole line
   */
  long content(long offset, byte[] before, int length) {
    long headHash =
        offset >= head.length
            ? fullHeadHash
            : Fingerprint.ofHead(head, (int) Math.min(offset, headLength));
    return Fingerprint.of(headHash, before, length);
  }

  /** The position at an offset, read from the file. */
  Position position(long offset) throws IOException {
    if (offset == 0) {
      return Position.beginningOf(file);
    }
    var before = ByteBuffer.allocate((int) Math.min(offset, Fingerprint.TAIL));
    int count = read(before, offset - before.capacity());
    return new Position(offset, content(offset, before.array(), count), file.number());
  }

  /** Whether this content has the position in it. */
  boolean holds(Position position) throws IOException {
    return !gone
        && position.offset() <= Math.min(channel.size(), end)
        && position.offset() > 0
        && (headLength >= Math.min(position.offset(), head.length))
        && position(position.offset()).content() == position.content();
  }

  /**
   * The offset behind the last line feed before {@code from}; {@code from} itself if what has begun
   * there is longer than a line may be.
   */
  long lineStart(long from) throws IOException {
    return lineStart(from, 1);
  }

  /** The same for the {@code count}-th line feed from behind; 0 if there are fewer. */
  long lineStart(long from, int count) throws IOException {
    int left = count;
    long lastFeed = from;
    var block = ByteBuffer.allocate(BLOCK);
    for (long end = from; end > 0; end -= BLOCK) {
      if (lastFeed - end > LineSplitter.LONGEST_LINE) {
        return lastFeed;
      }
      long start = Math.max(0, end - BLOCK);
      block.clear().limit((int) (end - start));
      for (int i = read(block, start) - 1; i >= 0; i--) {
        if (block.get(i) == '\n') {
          lastFeed = start + i + 1;
          if (--left == 0) {
            return lastFeed;
          }
        }
      }
    }
    return 0;
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
