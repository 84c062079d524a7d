package httpd.line.blocking;

/**
 * Work on a virtual thread that computes for long without waiting. Virtual threads are not
 * preempted: others would wait for its carrier.
 */
public final class LongWork {

  private LongWork() {}

  /** Gives the carrier to other threads; to be called every few milliseconds. */
  public static void giveTurn() {
    if (Thread.currentThread().isVirtual()) {
      CarrierTurns.ofTheProcess().next();
    }
  }
}
