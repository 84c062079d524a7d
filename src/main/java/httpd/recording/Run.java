package httpd.recording;

import httpd.Response;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A run from the request that begins it to the end of its recording.
 *
 * <pre>
 *            a lazy response
 *   BEGUN ─────────────────────► RECORDED, see {@link Recording}
 *     │ another response
 *     └────────────────────────► PASSED to the client that waits, or closed
 * </pre>
 *
 * @param isShared whether all clients of a route share it
 */
record Run(
    String id,
    RunScope scope,
    @Nullable RunKey key,
    boolean isShared,
    CompletableFuture<Start> start) {

  /** What became of the request. */
  sealed interface Start {}

  /** There is a recording. */
  record Recorded(RunHead head, Recording recording) implements Start {}

  /** The response is not recorded: it belongs to the first who takes it. */
  record Passed(Response response, AtomicBoolean taken) implements Start {

    Passed(Response response) {
      this(response, new AtomicBoolean());
    }

    @Nullable Response take() {
      return taken.compareAndSet(false, true) ? response : null;
    }
  }

  Run(String id, RunScope scope, @Nullable RunKey key, boolean isShared) {
    this(id, scope, key, isShared, new CompletableFuture<>());
  }

  void recorded(Recorded recorded) {
    start.complete(recorded);
  }

  void passed(Response response) {
    if (!start.complete(new Passed(response))) {
      response.close();
    }
  }

  /** Waits for the response; an interrupted caller leaves it to others who wait. */
  Start await() throws Exception {
    try {
      return start.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception failure) {
        throw failure;
      }
      throw e;
    } catch (InterruptedException clientHasGone) {
      if (key == null) {
        dropPassed();
      }
      throw clientHasGone;
    }
  }

  /** No client waits any more: a response that is not recorded is closed when it comes. */
  private void dropPassed() {
    start.whenComplete((started, failure) -> {
      var response = started instanceof Passed passed ? passed.take() : null;
      if (response != null) {
        response.close();
      }
    });
  }

  /** Returns its recording, or null if it has none, or none yet. */
  @Nullable Recorded recorded() {
    try {
      return start.isDone() && start.getNow(null) instanceof Recorded recorded ? recorded : null;
    } catch (CancellationException | java.util.concurrent.CompletionException failed) {
      return null;
    }
  }
}
