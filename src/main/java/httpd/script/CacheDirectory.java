package httpd.script;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A bounded directory of files that only this user can have written. Any number of processes may
 * use it at once: a file has the same content from its rename to its removal.
 *
 * <pre>
 *   NAME.PID-N.new ──► written ──► renamed to NAME.handler ──► removed: the least recently used
 *        │ the process was killed, the disk is full
 *        └──► removed by a later write, after an hour
 * </pre>
 *
 * <p>Whatever is not as it should be is an {@link IOException}, or no entry.
 */
final class CacheDirectory {

  /** A larger entry is neither written nor read. */
  static final int LARGEST_ENTRY = 8 << 20;

  static final String ENTRY = ".handler";
  static final String UNFINISHED = ".new";

  /** The age at which a time of last use is written again. */
  private static final Duration RECENTLY = Duration.ofHours(1);

  private static final AtomicInteger WRITES = new AtomicInteger();

  private final Path base;
  private final Path program;
  private final Path entries;

  /** Names the directory {@code httpd/handlers} below the user's directory for caches. */
  CacheDirectory(Path base) {
    this.base = base;
    program = base.resolve("httpd");
    entries = program.resolve("handlers");
  }

  byte @Nullable [] read(String name) throws IOException {
    var file = entries.resolve(name.concat(ENTRY));
    if (!file.toFile().exists()) {
      return null;
    }
    var own = OwnFiles.ofThisProcess();
    if (!isOwn(own)) {
      return null;
    }
    long size = Files.size(file);
    if (!own.isOwnFile(file) || size > LARGEST_ENTRY) {
      return null;
    }
    var content = content(file, (int) size);
    touch(file);
    return content;
  }

  private static byte[] content(Path file, int size) throws IOException {
    var buffer = ByteBuffer.allocate(size);
    try (var channel = Files.newByteChannel(file, Set.of(READ, NOFOLLOW_LINKS))) {
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
    }
    return buffer.array();
  }

  /** Notes a use, for the choice of what is removed; not at each start. */
  private static void touch(Path file) throws IOException {
    var now = Instant.now();
    var used = Files.getLastModifiedTime(file).toInstant();
    if (Duration.between(used, now).abs().compareTo(RECENTLY) > 0 && Files.isWritable(file)) {
      Files.setLastModifiedTime(file, FileTime.from(now));
    }
  }

  /** Writes an entry in place of the one before, and removes what is too much. */
  void write(String name, byte[] content) throws IOException {
    make(base);
    make(program);
    make(entries);
    if (content.length > LARGEST_ENTRY || !isOwn(OwnFiles.ofThisProcess())) {
      return;
    }
    new CacheBounds(entries).prune(content.length);
    var writer = ProcessHandle.current().pid() + "-" + WRITES.incrementAndGet();
    var aside = entries.resolve(name + "." + writer + UNFINISHED);
    try {
      try (var channel =
          Files.newByteChannel(
              aside, Set.of(CREATE_NEW, WRITE, NOFOLLOW_LINKS), OwnFiles.mode("rw-------"))) {
        for (var left = ByteBuffer.wrap(content); left.hasRemaining(); ) {
          channel.write(left);
        }
      }
      Files.move(aside, entries.resolve(name + ENTRY), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /** Makes one directory, and none above it: a home that does not exist is not made. */
  private static void make(Path directory) throws IOException {
    if (!directory.toFile().exists()) {
      try {
        Files.createDirectory(directory, OwnFiles.mode("rwx------"));
      } catch (FileAlreadyExistsException another) {
        return; // Another process was faster, or it is a broken link, which is refused.
      }
    }
  }

  private boolean isOwn(OwnFiles own) throws IOException {
    return own.keepsNames(base) && own.isOwnDirectory(program) && own.isOwnDirectory(entries);
  }
}
