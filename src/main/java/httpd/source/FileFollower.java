package httpd.source;

import httpd.line.Line;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one reader of a file that is followed, for all its subscribers.
 *
 * <pre>
 *        first join                       a look every 50 ms
 *   NEW ────────────► FOLLOWING ◄─────────────────────────────┐
 *                        │  └─────────────────────────────────┘
 *                        │ the last subscriber has left, or a look has failed
 *                        └───────────────────────────────────► DONE, the descriptor closed
 * </pre>
 *
 * <p>A look reads what was added, starts again at the beginning of a file that has become shorter,
 * and goes over to a new file of the same name once it has read the old one to its end. While the
 * name is gone it waits.
 *
 * <p>Whoever joins notes how long the file is, and gets each line that ends behind that; it becomes
 * a subscriber when the reader, which may be some lines behind, has come there.
 */
final class FileFollower {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Who has joined when the file was {@code from} bytes long. */
  private record Newcomer(Subscription subscription, long from) {}

  private final Broadcast broadcast = new Broadcast();
  private final FollowedFiles files;
  private final Path file;

  /** Held while a length is looked up and used, so that no line falls between two of them. */
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final Deque<Newcomer> newcomers = new ArrayDeque<>();
  private boolean started;

  /** Newcomers whom the reader has noticed: the reader's own. */
  private final Deque<Newcomer> waiting = new ArrayDeque<>();

  FileFollower(FollowedFiles files, Path file) {
    this.files = files;
    this.file = file;
  }

  Path file() {
    return file;
  }

  /** Takes a subscriber, and starts the reader for the first. */
  void join(Subscription subscription) throws IOException {
    lock.lock();
    try {
      newcomers.add(new Newcomer(subscription, length()));
      if (!started) {
        started = true;
        Thread.ofPlatform().daemon().name("httpd-tail " + file.getFileName()).start(this::follow);
      }
    } finally {
      lock.unlock();
    }
  }

  void leave(Subscription subscription) {
    lock.lock();
    try {
      newcomers.removeIf(newcomer -> newcomer.subscription == subscription);
    } finally {
      lock.unlock();
    }
    broadcast.leave(subscription);
  }

  /** Whether nobody is left, asked between two looks. */
  boolean isUnwanted() {
    lock.lock();
    try {
      return newcomers.isEmpty() && broadcast.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void follow() {
    try (var growing = new GrowingFile(file, firstFrom())) {
      while (!files.retire(this)) {
        look(growing);
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    } catch (Throwable failure) { // Whatever it is, nobody may wait for lines that never come.
      fail(failure);
    }
  }

  private void look(GrowingFile growing) throws IOException {
    boolean replaced = growing.isReplaced();
    long end = noticeNewcomers(growing);
    if (growing.hasShrunk(end)) {
      growing.rewind();
      admitUpTo(Long.MAX_VALUE);
    }
    growing.readTo(end, line -> publish(line, growing.lineEnd()), this::isWanted);
    admitUpTo(Long.MAX_VALUE);
    if (replaced) {
      growing.reopen();
    }
  }

  /**
   * Gives the length up to which these newcomers may miss lines; later ones miss none before it.
   */
  private long noticeNewcomers(GrowingFile growing) throws IOException {
    lock.lock();
    try {
      waiting.addAll(newcomers);
      newcomers.clear();
      return growing.length();
    } finally {
      lock.unlock();
    }
  }

  private void publish(Line line, long lineEnd) {
    admitUpTo(lineEnd);
    broadcast.publish(line);
  }

  /** Makes subscribers of those who joined before the file had {@code lineEnd} bytes. */
  private void admitUpTo(long lineEnd) {
    while (!waiting.isEmpty() && waiting.getFirst().from < lineEnd) {
      var subscription = waiting.removeFirst().subscription;
      broadcast.join(subscription);
      if (subscription.hasLeft()) {
        broadcast.leave(subscription); // It left unnoticed, between newcomers and subscribers.
      }
    }
  }

  private boolean isWanted() {
    return !waiting.isEmpty() || !isUnwanted();
  }

  private void fail(Throwable failure) {
    files.remove(this); // From here on nobody joins.
    lock.lock();
    try {
      waiting.addAll(newcomers);
      newcomers.clear();
    } finally {
      lock.unlock();
    }
    admitUpTo(Long.MAX_VALUE);
    broadcast.fail(failure);
  }

  private long firstFrom() throws IOException {
    lock.lock();
    try {
      return newcomers.isEmpty() ? length() : newcomers.getFirst().from;
    } finally {
      lock.unlock();
    }
  }

  private long length() throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(file.toString(), null, "no such file");
    }
    if (!attributes.isRegularFile()) {
      throw new FileSystemException(
          file.toString(), null, attributes.isDirectory() ? "is a folder" : "is no regular file");
    }
    return attributes.size();
  }
}
