package httpd.cli.process;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Handles the signals that stop the program or reopen its files.
 *
 * <pre>
 *             TERM or INT                      finished()
 *   RUNNING ───────────────► STOPPING ──────────────────────► the exit code of the command
 *    │   ▲                      │ a second one
 *    └───┘                      └───────────────────────────► halted at once with 128 + its number
 *     HUP: files are read again
 * </pre>
 *
 * <p>On a terminal, HUP means that the terminal has gone, and stops the program. Another HUP is not
 * a second signal, since the kernel and the shell may both send it. A HUP that was ignored at the
 * start, as by {@code nohup}, stays ignored: the JVM does not handle it.
 *
 * <p>Without {@link JvmSignal}, a shutdown hook stops the server, and the JVM exits with 128 + the
 * signal's number.
 */
public final class StopSignals implements StopControl {

  private static final long HOOK_SECONDS = 60;

  private final CompletableFuture<Void> asked = new CompletableFuture<>();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final AtomicBoolean stopping = new AtomicBoolean();

  private final List<Runnable> hangUpActions = new CopyOnWriteArrayList<>();

  private StopSignals() {}

  /** Handles signals from now on; {@code terminal} tells whether standard error is a terminal. */
  public static StopSignals install(boolean terminal) {
    var signals = new StopSignals();
    try {
      JvmSignal.handle("TERM", signals::received);
      JvmSignal.handle("INT", signals::received);
      JvmSignal.handle("HUP", status -> signals.hungUp(terminal));
    } catch (NoClassDefFoundError | IllegalArgumentException notInThisJvm) {
      Runtime.getRuntime().addShutdownHook(new Thread(signals::stopInHook, "httpd-stop"));
    }
    return signals;
  }

  @Override
  public void await() throws InterruptedException {
    try {
      asked.get();
    } catch (ExecutionException e) {
      throw new AssertionError("a request does not fail", e);
    }
  }

  @Override
  public void onStop(Runnable action) {
    asked.thenRun(action);
  }

  @Override
  public void onHangUp(Runnable action) {
    hangUpActions.add(action);
  }

  /** Lets a shutdown proceed, since the command has ended. */
  public void finished() {
    finished.countDown();
  }

  private void received(int status) {
    if (stopping.compareAndSet(false, true)) {
      asked.complete(null);
    } else {
      Runtime.getRuntime().halt(status);
    }
  }

  private void hungUp(boolean terminal) {
    if (terminal) {
      stopping.set(true);
      asked.complete(null);
    } else {
      hangUpActions.forEach(Runnable::run);
    }
  }

  private void stopInHook() {
    asked.complete(null);
    try {
      if (!finished.await(HOOK_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("httpd: did not stop in " + HOOK_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
