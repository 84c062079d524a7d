package httpd.line;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Holds the wake-up of a source's owner while the source has nothing, and runs it once, on the
 * thread that takes it out. The owner sets it; any thread may take it.
 *
 * <p>A source sets the wake-up first and looks for a line, an end or a close once more after that:
 * what came in between found the slot empty, and the source {@linkplain #withdraw withdraws} the
 * wake-up and answers.
 */
public final class WakeSlot implements Runnable {

  private static final AtomicReferenceFieldUpdater<WakeSlot, @Nullable Runnable> WAKE =
      AtomicReferenceFieldUpdater.newUpdater(WakeSlot.class, Runnable.class, "wake");

  private volatile @Nullable Runnable wake;

  /** An empty slot. */
  public WakeSlot() {}

  /** A slot that holds a wake-up, to be passed on as one that runs once at most. */
  public WakeSlot(Runnable wake) {
    this.wake = wake;
  }

  /** Holds a wake-up in place of an earlier one, which never runs then. */
  public void set(Runnable wake) {
    this.wake = wake;
  }

  /** Drops the wake-up. */
  public void clear() {
    wake = null;
  }

  /** Takes the wake-up out and runs it; does nothing if there is none. */
  @Override
  public void run() {
    if (wake != null) { // Most calls find none, and a read is cheaper than an exchange.
      var taken = WAKE.getAndSet(this, null);
      if (taken != null) {
        taken.run();
      }
    }
  }

  /**
   * Runs a wake-up if the slot still holds this one: that of an earlier poll wakes no later one.
   */
  public void run(Runnable wake) {
    if (withdraw(wake)) {
      wake.run();
    }
  }

  /**
   * Takes a wake-up out without running it.
   *
   * @return false if it was taken or replaced before
   */
  public boolean withdraw(Runnable wake) {
    return WAKE.compareAndSet(this, wake, null);
  }
}
