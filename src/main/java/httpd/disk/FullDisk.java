package httpd.disk;

import httpd.topic.StoreFullException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells a disk that is full from one that fails. */
final class FullDisk {

  /** File systems keep some for their own tables. */
  private static final long LEAST = 64 * 1024;

  private FullDisk() {}

  /**
   * Returns what a write has failed with: a {@link StoreFullException} if it was for want of space.
   * The words of the system, which are in its language, do not decide, except about a quota.
   *
   * @param bytes how many were to be written
   */
  static IOException or(IOException failure, Path file, long bytes) {
    return failure instanceof StoreFullException || !(isFull(file, bytes) || isSaid(failure))
        ? failure
        : new StoreFullException("the disk is full", failure);
  }

  private static boolean isFull(Path file, long bytes) {
    try {
      return Files.getFileStore(SafeFile.directoryOf(file)).getUsableSpace() - LEAST < bytes;
    } catch (IOException e) {
      return false; // The write has failed for another reason.
    }
  }

  private static boolean isSaid(IOException failure) {
    var reason = failure instanceof FileSystemException e ? e.getReason() : failure.getMessage();
    return Stream.of("no space left", "quota exceeded").anyMatch(words(reason)::contains);
  }

  private static String words(@Nullable String reason) {
    return reason == null ? "" : reason.toLowerCase(Locale.ROOT);
  }
}
