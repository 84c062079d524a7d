package httpd.server.log;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where the lines of a log go. A write may break off in the middle of a line, as on a full disk;
 * that line is ended before the next one is written. Used by the thread of its {@link LogWriter}.
 */
final class LogOutput {

  /** Between two attempts at a pipe that does not block and is full. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  interface Opener {
    WritableByteChannel open() throws IOException;
  }

  private interface Flush {
    void flush() throws IOException;
  }

  private final Opener opener;
  private final Flush flush;
  private final @Nullable Path file;
  private @Nullable WritableByteChannel channel;
  private boolean withinLine;
  private int written;

  private LogOutput(Opener opener, Flush flush, @Nullable Path file) {
    this.opener = opener;
    this.flush = flush;
    this.file = file;
  }

  /** A stream, which stays open. */
  static LogOutput of(OutputStream stream) {
    var channel = Channels.newChannel(stream);
    return new LogOutput(() -> channel, stream::flush, null);
  }

  /** A channel, which stays open. */
  static LogOutput of(WritableByteChannel channel) {
    return new LogOutput(() -> channel, () -> {}, null);
  }

  /**
   * A file that is made if it is not there.
   *
   * @throws IOException if it cannot be opened
   */
  static LogOutput appendingTo(Path file) throws IOException {
    var output = new LogOutput(() -> append(file), () -> {}, file);
    output.open();
    return output;
  }

  /**
   * Writes all lines, each with its line feed.
   *
   * @throws IOException if that is not possible; then {@link #written} tells how many were
   */
  void write(List<byte[]> lines) throws IOException {
    written = 0;
    var target = open();
    int begun = withinLine ? 1 : 0;
    int length = lines.stream().mapToInt(line -> line.length).sum();
    var bytes = ByteBuffer.allocate(begun + length);
    if (withinLine) {
      bytes.put((byte) '\n');
    }
    lines.forEach(bytes::put);
    bytes.flip();
    try {
      writeAll(target, bytes);
      flush.flush();
    } finally {
      count(lines, bytes.position() - begun);
      // What a stream has written of the piece that failed cannot be told.
      withinLine |= bytes.hasRemaining() && !(target instanceof FileChannel);
    }
  }

  int written() {
    return written;
  }

  /** Closes a file, which is opened again for the next line; a stream stays open. */
  void close() {
    var closed = file == null ? null : channel;
    channel = null;
    try {
      if (closed != null) {
        closed.close();
      }
    } catch (IOException e) {
      System.err.println("httpd: cannot close the log: " + e.getMessage());
    }
  }

  /** Opens a file again, as after a rotation; keeps the one before if that is not possible. */
  void reopen() {
    if (file == null) {
      return;
    }
    try {
      var opened = opener.open();
      close();
      channel = opened;
      withinLine = endsWithinLine(file);
    } catch (IOException e) {
      System.err.println("httpd: cannot open the log " + file + " again: " + e.getMessage());
      System.err.println(
          channel == null
              ? "  hint: make it writable for the user that httpd runs as"
              : "  hint: the file of before is still written; make the new one writable, and send"
                  + " HUP again");
    }
  }

  private WritableByteChannel open() throws IOException {
    var opened = channel;
    if (opened == null) {
      opened = opener.open();
      channel = opened;
      withinLine = file == null ? withinLine : endsWithinLine(file);
    }
    return opened;
  }

  private static void writeAll(WritableByteChannel target, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (target.write(bytes) == 0) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** So many bytes of the lines have been written; less than none if not even the ending was. */
  private void count(List<byte[]> lines, int bytes) {
    if (bytes < 0) {
      return;
    }
    long left = bytes;
    while (written < lines.size() && lines.get(written).length <= left) {
      left -= lines.get(written++).length;
    }
    withinLine = left > 0;
  }

  /** As after a full disk, or after a process that was killed. */
  private static boolean endsWithinLine(Path file) throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      return false;
    }
    try (var last = new RandomAccessFile(file.toFile(), "r")) {
      if (last.length() == 0) {
        return false;
      }
      last.seek(last.length() - 1);
      return last.read() != '\n';
    }
  }

  private static FileChannel append(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
