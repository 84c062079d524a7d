package httpd.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Files that are small and replaced as a whole: after a crash there is the old or the new one. */
final class SafeFile {

  private static final String NEW = ".new";

  private SafeFile() {}

  /** Replaces a file; {@code synced} for now and for good. */
  static void write(Path file, byte[] content, boolean synced) throws IOException {
    var replacement = file.resolveSibling(file.getFileName() + NEW);
    try {
      write(replacement, ByteBuffer.wrap(content), synced);
    } catch (IOException e) {
      throw FullDisk.or(e, file, content.length);
    }
    Files.move(
        replacement, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    if (synced) {
      forceDirectory(directoryOf(file));
    }
  }

  private static void write(Path file, ByteBuffer bytes, boolean synced) throws IOException {
    try (var channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (synced) {
        channel.force(true);
      }
    }
  }

  static void write(Path file, String content, boolean synced) throws IOException {
    write(file, content.getBytes(UTF_8), synced);
  }

  /** Whether a file was left by a replacement that a crash interrupted. */
  static boolean isLeftover(String name) {
    return name.endsWith(NEW);
  }

  static Path directoryOf(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().normalize().getParent(), "a root");
  }

  /** Makes sure that the names in a directory are those that it has now. */
  static void forceDirectory(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
