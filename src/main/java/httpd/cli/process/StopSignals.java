package httpd.cli.process;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * The signals that the program is told by.
 *
 * <pre>
 *             TERM or INT                      finished()
 *   RUNNING ───────────────► STOPPING ──────────────────────► the exit code of the command
 *    │   ▲                      │ a second one
 *    └───┘                      └───────────────────────────► halted at once with 128 + its number
 *     HUP: logs are reopened
 * </pre>
 *
 * <p>If a person started it on a terminal, HUP says that the terminal has gone, and is a stop; one
 * more of it is not a second signal, since the kernel and the shell may both send it. What was
 * started with HUP ignored, as by {@code nohup}, never hears of it: the JVM leaves that alone.
 *
 * <p>{@code sun.misc.Signal} is the only way to exit 0 on a signal, and no part of the documented
 * JDK: it is looked up by name. Where it is missing, a shutdown hook stops the server in order, but
 * the JVM exits with 128 + the signal's number.
 */
public final class StopSignals implements StopControl {

  private static final long HOOK_SECONDS = 60;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final AtomicBoolean stopping = new AtomicBoolean();

  private final List<Runnable> hangUpActions = new CopyOnWriteArrayList<>();

  private StopSignals() {}

  /**
   * Listens from now on.
   *
   * @param terminal whether a person sees standard error
   */
  public static StopSignals install(boolean terminal) {
    var signals = new StopSignals();
    try {
      signals.handle("TERM", signals::received);
      signals.handle("INT", signals::received);
      signals.handle("HUP", status -> signals.hungUp(terminal));
    } catch (ReflectiveOperationException | IllegalArgumentException notInThisJvm) {
      Runtime.getRuntime().addShutdownHook(new Thread(signals::stopInHook, "httpd-stop"));
    }
    return signals;
  }

  /** Waits for the first signal. */
  @Override
  public void await() throws InterruptedException {
    asked.await();
  }

  @Override
  public void onHangUp(Runnable action) {
    hangUpActions.add(action);
  }

  /** The command has come to its end: a shutdown need not wait for it any more. */
  public void finished() {
    finished.countDown();
  }

  @SuppressWarnings("ReferenceEquality") // A handler is equal to itself alone.
  private void handle(String name, IntConsumer action) throws ReflectiveOperationException {
    var signalClass = Class.forName("sun.misc.Signal");
    var handlerClass = Class.forName("sun.misc.SignalHandler");
    var number = signalClass.getMethod("getNumber");
    var signal = signalClass.getConstructor(String.class).newInstance(name);
    int status = 128 + (int) number.invoke(signal);
    var handler =
        Proxy.newProxyInstance(
            StopSignals.class.getClassLoader(),
            new Class<?>[] {handlerClass},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "handle" -> {
                    action.accept(status);
                    yield null;
                  }
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> "Signals[" + name + "]";
                });
    try {
      signalClass.getMethod("handle", signalClass, handlerClass).invoke(null, signal, handler);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException("SIG" + name + " cannot be handled", e.getCause());
    }
  }

  private void received(int status) {
    if (stopping.compareAndSet(false, true)) {
      asked.countDown();
    } else {
      Runtime.getRuntime().halt(status);
    }
  }

  private void hungUp(boolean terminal) {
    if (terminal) {
      stopping.set(true);
      asked.countDown();
    } else {
      hangUpActions.forEach(Runnable::run);
    }
  }

  private void stopInHook() {
    asked.countDown();
    try {
      if (!finished.await(HOOK_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("httpd: did not stop in " + HOOK_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
