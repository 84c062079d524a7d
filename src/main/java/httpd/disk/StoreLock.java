package httpd.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps other processes out of a store, and this one out for a second time; gone with it. */
final class StoreLock implements AutoCloseable {

  static final String FILE = "lock";

  private final FileChannel channel;

  private StoreLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Locks a store, or fails with the process that has locked it. */
  static StoreLock acquire(Path directory) throws IOException {
    var file = directory.resolve(FILE);
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw inUse(directory, "httpd, process " + Files.readString(file, UTF_8).strip());
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(UTF_8)));
      return new StoreLock(channel);
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw inUse(directory, "this process already");
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static DiskStoreException inUse(Path directory, String user) {
    return DiskStoreException.failed(
        "the directory " + directory + " is in use by " + user,
        "stop that process, or name another directory: one process writes a log");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
