package httpd.hub;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The events of one request that are on their way into the log: it waits for the oldest only when
 * they are many, and for the last at the end. For one thread, which may wait.
 */
final class UnfinishedAppends {

  private static final int MOST = 1000;
  private static final long MOST_CHARACTERS = 1024 * 1024;

  private record Unfinished(CompletableFuture<String> id, int length) {}

  private final Queue<Unfinished> unfinished = new ArrayDeque<>();
  private long characters;
  private @Nullable CompletableFuture<String> last;

  /** Adds one, and waits until not too many are unfinished; throws what one has failed with. */
  void add(CompletableFuture<String> id, int length) {
    last = id;
    if (id.isDone() && unfinished.isEmpty()) {
      var _ = await(id); // Throws what it has failed with.
      return;
    }
    unfinished.add(new Unfinished(id, length));
    characters += length;
    while (unfinished.size() > MOST || characters > MOST_CHARACTERS || isOldestDone()) {
      awaitOldest();
    }
  }

  private boolean isOldestDone() {
    var oldest = unfinished.peek();
    return oldest != null && oldest.id.isDone();
  }

  private void awaitOldest() {
    var oldest = unfinished.remove();
    characters -= oldest.length;
    var _ = await(oldest.id);
  }

  /** Returns the id of the last one when all are in the log; null if there was none. */
  @Nullable String last() {
    while (!unfinished.isEmpty()) {
      awaitOldest();
    }
    return last == null ? null : await(last);
  }

  /** Waits for the id of one event; throws what the log has failed with. */
  static String await(CompletableFuture<String> id) {
    try {
      return id.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException why) {
        throw why;
      }
      throw e;
    }
  }
}
