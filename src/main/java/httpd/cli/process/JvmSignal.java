package httpd.cli.process;

import java.util.function.IntConsumer;
import sun.misc.Signal;

/**
 * Handles signals by {@code sun.misc.Signal}: exported by the module {@code jdk.unsupported}, and
 * the only way to end with the exit code 0 on a signal. A class of its own, since a runtime may
 * lack that module, and since javac warns of it unless it is compiled apart, as {@code pom.xml}
 * does.
 */
final class JvmSignal {

  private static final int OF_A_SIGNAL = 128;

  private JvmSignal() {}

  /**
   * Calls {@code action} with the exit code of a process that the signal ends, each time it comes,
   * on a thread of its own.
   *
   * @throws IllegalArgumentException if the JVM does not let it be handled
   * @throws NoClassDefFoundError in a runtime without the module
   */
  static void handle(String name, IntConsumer action) {
    Signal.handle(new Signal(name), signal -> action.accept(OF_A_SIGNAL + signal.getNumber()));
  }
}
