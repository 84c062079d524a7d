package httpd.tail.file;

import httpd.line.blocking.LongWork;
import httpd.tail.name.FileStat;
import httpd.tail.name.TailName;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A rotated file that gzip has compressed. No client gets its lines, but it shows whether a client
 * has had all of them.
 *
 * @param name opens it
 */
public record GzipFile(FileStat stat, TailName name) {

  /** More is not decompressed for one question. */
  private static final long MOST = 64 * 1024 * 1024;

  /** The compressed size of nothing, with a long name in it, is less. */
  private static final int LARGEST_EMPTY = 1024;

  private static final int BLOCK = 64 * 1024;

  /** Whether it was empty; false for what cannot be read as a whole file of gzip. */
  public boolean isEmpty() throws IOException {
    return stat.size() < LARGEST_EMPTY && contains(new byte[0], new byte[0], 0);
  }

  /** Whether a position is after its last byte. */
  public boolean endsAt(Position position) throws IOException {
    long length = position.offset();
    byte[] head = new byte[(int) Math.min(length, Fingerprint.HEAD)];
    byte[] tail = new byte[(int) Math.min(length, Fingerprint.TAIL)];
    return length <= MOST
        && contains(head, tail, length)
        && position.content()
            == Fingerprint.of(Fingerprint.ofHead(head, head.length), tail, tail.length);
  }

  /** Whether it has this length; if so, its first and its last bytes are known then. */
  private boolean contains(byte[] head, byte[] tail, long length) throws IOException {
    try (var channel = name.open(stat)) {
      return lengthAtEnd(channel) == (int) length && decompressed(channel, head, tail, length);
    } catch (EOFException | ZipException | FileSystemException unreadable) {
      return false;
    }
  }

  /** The length modulo 2^32 that gzip writes last: most files need not be decompressed. */
  private static int lengthAtEnd(FileChannel channel) throws IOException {
    var bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    channel.read(bytes, Math.max(0, channel.size() - Integer.BYTES));
    return bytes.getInt(0);
  }

  private static boolean decompressed(FileChannel channel, byte[] head, byte[] tail, long length)
      throws IOException {
    try (var content = new GZIPInputStream(Channels.newInputStream(channel), BLOCK)) {
      byte[] block = new byte[BLOCK];
      long read = 0;
      for (int n = content.read(block); n >= 0 && read <= length; n = content.read(block)) {
        keepFirst(head, block, read, n);
        keepLast(tail, block, n);
        read += n;
        LongWork.giveTurn();
      }
      return read == length;
    }
  }

  private static void keepFirst(byte[] head, byte[] block, long before, int count) {
    if (before < head.length) {
      int at = (int) before;
      System.arraycopy(block, 0, head, at, Math.min(count, head.length - at));
    }
  }

  private static void keepLast(byte[] tail, byte[] block, int count) {
    int kept = Math.max(0, tail.length - count);
    System.arraycopy(tail, tail.length - kept, tail, 0, kept);
    System.arraycopy(block, count - (tail.length - kept), tail, kept, tail.length - kept);
  }
}
