package httpd.server.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the files of certificates and keys, which a program renews without telling the server.
 *
 * <pre>
 *              a file has changed              two looks see the same
 *   LOADED ───────────────────────► CHANGING ──────────────────────────► LOADED: reload
 *                                    │    ▲
 *                                    └────┘ it changes again: a certificate comes before its key
 * </pre>
 */
final class CertificateWatch implements AutoCloseable {

  /** What tells one version of a file from another; a link counts as the file it leads to. */
  private record FileVersion(long size, long modified, @Nullable Object key) {

    static Optional<FileVersion> of(Path path) {
      try {
        var state = Files.readAttributes(path, BasicFileAttributes.class);
        return Optional.of(
            new FileVersion(state.size(), state.lastModifiedTime().toMillis(), state.fileKey()));
      } catch (IOException missing) {
        return Optional.empty();
      }
    }
  }

  private final List<Path> files;
  private final Runnable reload;
  private final CountDownLatch closing = new CountDownLatch(1);
  private List<Optional<FileVersion>> loaded;
  private List<Optional<FileVersion>> seen;

  /** Makes a watch; what the files have become since this call counts as a change. */
  CertificateWatch(List<Path> files, Runnable reload) {
    this.files = List.copyOf(files);
    this.reload = reload;
    this.loaded = versions();
    this.seen = loaded;
  }

  void start(Duration pause) {
    Thread.ofPlatform().daemon().name("httpd-tls-watch").start(() -> watch(pause));
  }

  private void watch(Duration pause) {
    try {
      while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // It is never interrupted by httpd.
    }
  }

  /** One look at every file; the thread's work, and a test's. */
  void look() {
    var now = versions();
    boolean settled = now.equals(seen);
    seen = now;
    if (settled && !now.equals(loaded)) {
      loaded = now;
      reload.run();
    }
  }

  private List<Optional<FileVersion>> versions() {
    return files.stream().map(FileVersion::of).toList();
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
