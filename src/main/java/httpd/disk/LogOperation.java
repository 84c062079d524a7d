package httpd.disk;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A task of a log that has a result, for a thread that waits for it: that one may be interrupted,
 * and an interrupt would close the file that it reads.
 *
 * @param action what is done, on a thread of the store
 */
record LogOperation<T extends @Nullable Object>(Action<T> action, CompletableFuture<T> result) {

  /** Something that is done to a log. */
  @FunctionalInterface
  interface Action<T extends @Nullable Object> {
    T run() throws IOException;
  }

  LogOperation(Action<T> action) {
    this(action, new CompletableFuture<>());
  }

  void run() {
    try {
      result.complete(action.run());
    } catch (IOException | RuntimeException | Error e) {
      result.completeExceptionally(e);
    }
  }

  static <T extends @Nullable Object> T await(CompletableFuture<T> result) throws IOException {
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while it waited for the disk");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failure -> throw failure;
        case RuntimeException failure -> throw failure;
        case null, default -> throw new IOException(e.getCause());
      }
    }
  }
}
