package httpd.line.blocking;

import java.util.concurrent.locks.LockSupport;

/**
 * Work of a handler's thread that may take long without waiting for anything. That thread is
 * virtual: nothing takes the processor from it, and all other requests would wait.
 */
public final class LongWork {

  private LongWork() {}

  /** Lets others have their turn; to be called every few milliseconds. */
  public static void giveTurn() {
    if (Thread.currentThread().isVirtual()) {
      LockSupport.parkNanos(1); // One that yields comes back before those of other processors.
    }
  }
}
