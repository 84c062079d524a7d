package httpd.script;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Runs programs that find libraries, each bounded in time.
 *
 * <pre>
 *   RUNNING ──── it exits ────► its exit code
 *      │ PATIENCE has passed, end(), or the thread is interrupted
 *      └──► TERM to it and its children ── GRACE ──► KILL ──► an exception
 * </pre>
 *
 * <p>Its output goes to a file, so a child that it leaves behind holds nothing up. For any thread.
 */
final class LibrarySearch {

  /** What a slow network may take. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Duration patience;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  LibrarySearch(Duration patience) {
    this.patience = patience;
  }

  /** Ends the program that runs, and each that is started later. */
  void end() {
    ended.complete(null);
  }

  /**
   * Runs a program to its end.
   *
   * @throws TimeoutException if it took longer than the patience
   * @throws CancellationException if {@link #end} was called
   */
  int run(List<String> command, Path output, Path errors)
      throws IOException, TimeoutException, InterruptedException {
    var process =
        new ProcessBuilder(command)
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      CompletableFuture.anyOf(process.onExit(), ended)
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("neither future fails", e);
    } finally {
      if (process.isAlive()) {
        kill(process.toHandle());
      }
    }
    if (ended.isDone()) {
      throw new CancellationException("the search was ended");
    }
    return process.waitFor();
  }

  /** The children are listed first: those of a process that is gone are no longer its own. */
  private static void kill(ProcessHandle process) {
    var all = Stream.concat(Stream.of(process), process.descendants()).toList();
    all.forEach(ProcessHandle::destroy);
    var exits = all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(exits)
        .completeOnTimeout(null, GRACE.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
