package httpd.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file of a log that is open, and how many use it. Counted by {@link OpenFiles}. */
final class OpenFile {

  /** What a test makes go wrong. */
  interface Faults {

    Faults NONE = new Faults() {};

    default void beforeWrite(Path path, int bytes) throws IOException {}

    default void beforeForce(Path path) throws IOException {}

    /** The time of the system in milliseconds of the epoch. */
    default long now() {
      return System.currentTimeMillis();
    }
  }

  final Path path;
  private final FileChannel channel;
  private final Faults faults;

  /** Guarded by the lock of {@link OpenFiles}. */
  int users;

  /** Guarded by the lock of {@link OpenFiles}: closed by its last user. */
  boolean isForgotten;

  OpenFile(Path path, FileChannel channel, Faults faults) {
    this.path = path;
    this.channel = channel;
    this.faults = faults;
  }

  /** Writes all that remains. */
  void write(ByteBuffer bytes, long offset) throws IOException {
    long to = offset;
    try {
      faults.beforeWrite(path, bytes.remaining());
      while (bytes.hasRemaining()) {
        to += channel.write(bytes, to);
      }
    } catch (IOException e) {
      throw FullDisk.or(e, path, bytes.remaining());
    }
  }

  /** Reads until the buffer is full or the file ends, and flips the buffer. */
  ByteBuffer read(ByteBuffer target, long offset) throws IOException {
    long from = offset;
    while (target.hasRemaining()) {
      int count = channel.read(target, from);
      if (count < 0) {
        break;
      }
      from += count;
    }
    return target.flip();
  }

  long size() throws IOException {
    return channel.size();
  }

  void cutTo(long size) throws IOException {
    channel.truncate(size);
  }

  void force() throws IOException {
    faults.beforeForce(path);
    channel.force(false);
  }

  void close() throws IOException {
    channel.close();
  }
}
