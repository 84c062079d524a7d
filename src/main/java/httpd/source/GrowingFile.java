package httpd.source;

import httpd.line.Line;
import httpd.line.LineSplitter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file that others write to, read line by line through one descriptor. A line that has no ending
 * yet waits for it. Used by one thread.
 */
final class GrowingFile implements Closeable {

  private static final int BUFFER_SIZE = 64 * 1024;

  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);
  private final Path path;
  private FileChannel channel;

  /**
   * What tells this file from another of the same name; null where the file system has no such key.
   */
  private @Nullable Object key;

  private LineSplitter splitter = new LineSplitter();

  /** How far it was read. */
  private long position;

  /** Where the last line that was given ends. */
  private long lineEnd;

  /**
   * Opens a file and stands behind the last line that is complete at {@code from}; behind {@code
   * from} itself if what has begun there is longer than a line may be.
   */
  GrowingFile(Path path, long from) throws IOException {
    this.path = path;
    key = keyOf(path);
    channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      position = lineStart(from);
      lineEnd = position;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Its length in bytes. */
  long length() throws IOException {
    return channel.size();
  }

  /** Where the last line that was given ends, its ending included: an offset in bytes. */
  long lineEnd() {
    return lineEnd;
  }

  /** Whether it has become shorter than what was read of it. */
  boolean hasShrunk(long length) {
    return length < position;
  }

  /** Begins anew at the start; a line that had begun is dropped. */
  void rewind() {
    position = 0;
    lineEnd = 0;
    splitter = new LineSplitter();
  }

  /**
   * Whether another file has its name now. A name that is gone is not: it may come back.
   *
   * @throws IOException if that cannot be found out
   */
  boolean isReplaced() throws IOException {
    try {
      return !Objects.equals(key, keyOf(path));
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  /** Goes over to the file that has the name now, if there is one, and stands at its start. */
  void reopen() throws IOException {
    try {
      var nextKey = keyOf(path);
      var next = FileChannel.open(path, StandardOpenOption.READ);
      if (!Objects.equals(nextKey, keyOf(path))) {
        next.close();
        return; // Replaced once more in between; the next look will see.
      }
      channel.close();
      channel = next;
      key = nextKey;
    } catch (NoSuchFileException gone) {
      return; // It may come back.
    }
    rewind();
  }

  /** Gives the lines that are complete up to the offset {@code end}, as long as they are wanted. */
  void readTo(long end, Consumer<Line> sink, BooleanSupplier wanted) throws IOException {
    Consumer<Line> counting =
        line -> {
          lineEnd += line.length();
          sink.accept(line);
        };
    while (position < end && wanted.getAsBoolean()) {
      buffer.clear().limit((int) Math.min(BUFFER_SIZE, end - position));
      int count = channel.read(buffer, position);
      if (count < 0) {
        return; // It has shrunk meanwhile; the next look will see.
      }
      position += count;
      splitter.split(buffer.array(), 0, count, counting);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** The offset behind the last line feed before {@code from}. */
  private long lineStart(long from) throws IOException {
    long lowest = Math.max(0, from - LineSplitter.LONGEST_LINE);
    for (long end = from; end > lowest; end -= BUFFER_SIZE) {
      long start = Math.max(lowest, end - BUFFER_SIZE);
      buffer.clear().limit((int) (end - start));
      int count = channel.read(buffer, start);
      for (int i = count - 1; i >= 0; i--) {
        if (buffer.get(i) == '\n') {
          return start + i + 1;
        }
      }
    }
    return lowest == 0 ? 0 : from;
  }

  private static @Nullable Object keyOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }
}
