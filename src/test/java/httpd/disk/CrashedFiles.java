package httpd.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a store finds after a crash of its process, or of its machine. It watches which bytes were
 * written through: a power failure may take or scramble all others.
 */
final class CrashedFiles implements OpenFile.Faults {

  private static final int SECTOR = 512;

  /** How long each file was when it was written through last, under whatever name. */
  private final Map<String, Long> safe = new ConcurrentHashMap<>();

  /** Whoever writes waits for it, while the files are copied; null at other times. */
  private volatile CountDownLatch thaw;

  @Override
  public void beforeWrite(Path path, int bytes) {
    awaitThaw();
  }

  @Override
  public void beforeForce(Path path) throws IOException {
    awaitThaw();
    safe.merge(identity(path), Files.size(path), Math::max);
  }

  /** A new log is written through, and then moved to its place. */
  private static String identity(Path path) {
    try {
      var attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return attributes.fileKey() + " of " + attributes.creationTime();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitThaw() {
    var frozen = thaw;
    try {
      if (frozen != null) {
        frozen.await();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Copies files that nobody writes to. */
  static void copy(Path from, Path to) throws IOException {
    copy(from, to, (path, bytes) -> bytes);
  }

  /** Copies the files as the kernel has them now. */
  void kill(Path from, Path to) throws IOException {
    whileFrozen(from, () -> copy(from, to));
  }

  /** Copies the files as a power failure may leave them. */
  void cutPower(Path from, Path to, Random random) throws IOException {
    whileFrozen(from, () -> copyUnsafe(from, to, random));
  }

  @FunctionalInterface
  private interface Copying {
    void run() throws IOException;
  }

  private void whileFrozen(Path from, Copying copying) throws IOException {
    var frozen = new CountDownLatch(1);
    thaw = frozen;
    try {
      var seen = "";
      for (var now = listing(from); !now.equals(seen); now = listing(from)) {
        seen = now; // Until nothing changes any more.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
      }
      copying.run();
    } finally {
      thaw = null;
      frozen.countDown();
    }
  }

  private static String listing(Path directory) throws IOException {
    var listing = new StringBuilder();
    for (var path : files(directory)) {
      try {
        listing.append(path).append(Files.size(path)).append(Files.getLastModifiedTime(path));
      } catch (NoSuchFileException deletedMeanwhile) {
        listing.append(path);
      }
    }
    return listing.toString();
  }

  private void copyUnsafe(Path from, Path to, Random random) throws IOException {
    var known = Map.copyOf(safe);
    copy(
        from,
        to,
        (path, bytes) -> {
          var name = path.getFileName().toString();
          boolean grows =
              name.endsWith(Segment.DATA)
                  || name.endsWith(Segment.INDEX)
                  || name.endsWith(Segment.EXTRA);
          if (name.equals(StoreFormat.FILE)) {
            var text = new String(bytes, UTF_8);
            return text.replaceAll("(?m)^boot .*$", "boot another-one").getBytes(UTF_8);
          }
          if (!grows) {
            return bytes;
          }
          long header = name.endsWith(Segment.INDEX) ? Segment.HEADER : 0;
          long kept = Math.max(header, known.getOrDefault(identity(path), 0L));
          return scrambled(bytes, (int) Math.min(bytes.length, kept), random);
        });
  }

  /** Keeps the first bytes, and of the others what chance leaves: none, some sectors, zeros. */
  private static byte[] scrambled(byte[] bytes, int kept, Random random) {
    int length = bytes.length == kept ? kept : random.nextInt(kept, bytes.length + 1);
    var left = Arrays.copyOf(bytes, random.nextInt(3) == 0 ? bytes.length : length);
    boolean zeros = random.nextBoolean();
    for (int at = kept; at < left.length; at = (at / SECTOR + 1) * SECTOR) {
      int end = Math.min(left.length, (at / SECTOR + 1) * SECTOR);
      if (zeros && random.nextInt(3) == 0) {
        Arrays.fill(left, at, end, (byte) 0);
      }
    }
    return left;
  }

  @FunctionalInterface
  private interface Change {
    byte[] of(Path path, byte[] bytes);
  }

  private static void copy(Path from, Path to, Change change) throws IOException {
    for (var path : files(from)) {
      try {
        var target = to.resolve(from.relativize(path));
        Files.createDirectories(target.getParent());
        Files.write(target, change.of(path, Files.readAllBytes(path)));
      } catch (NoSuchFileException deletedMeanwhile) {
        // Nor would the next store find it.
      }
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (var all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    } catch (UncheckedIOException deletedMeanwhile) {
      return files(directory);
    }
  }
}
