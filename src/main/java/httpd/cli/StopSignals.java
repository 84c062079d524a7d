package httpd.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The signals that end the program.
 *
 * <pre>
 *             TERM or INT                      finished()
 *   RUNNING ───────────────► STOPPING ──────────────────────► the exit code of the command
 *                               │ a second one
 *                               └───────────────────────────► halted at once with 128 + its number
 * </pre>
 *
 * <p>{@code sun.misc.Signal} is the only way to exit 0 on a signal, and no part of the documented
 * JDK: it is looked up by name. Where it is missing, a shutdown hook stops the server in order, but
 * the JVM exits with 128 + the signal's number.
 */
final class StopSignals implements HttpdCommand.Stop {

  private static final long HOOK_SECONDS = 60;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final AtomicBoolean stopping = new AtomicBoolean();

  private StopSignals() {}

  /** Listens for TERM and INT from now on. */
  static StopSignals install() {
    var signals = new StopSignals();
    try {
      signals.handle("TERM");
      signals.handle("INT");
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

  /** The command has come to its end: a shutdown need not wait for it any more. */
  void finished() {
    finished.countDown();
  }

  @SuppressWarnings("ReferenceEquality") // A handler is equal to itself alone.
  private void handle(String name) throws ReflectiveOperationException {
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
                    received(status);
                    yield null;
                  }
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> "StopSignals[" + name + "]";
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
