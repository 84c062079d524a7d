package httpd.stream;

/**
 * How long the lines of one stream take from the wake-up of its source to its socket.
 *
 * <pre>
 *             woken()            begins()             wrote(), handedOver(): measured
 *   RESTING ──────────► WOKEN ──────────────► TURN ─────────────────────────────────► RESTING
 *      └──────────────────────── begins() ─────▲
 * </pre>
 *
 * <p>On the event loop, except {@link #woken}, which happens before the turn that it leads to.
 */
final class TurnTime {

  private final LineMeter meter;
  private boolean woken;
  private boolean wrote;
  private long since;

  TurnTime(LineMeter meter) {
    this.meter = meter;
  }

  LineMeter meter() {
    return meter;
  }

  /** From any thread. */
  void woken() {
    since = System.nanoTime();
    woken = true;
  }

  void begins() {
    if (!woken) {
      since = System.nanoTime();
    }
    woken = false;
    wrote = false;
  }

  void wrote() {
    wrote = true;
  }

  void handedOver() {
    if (wrote) {
      wrote = false;
      meter.delayed(System.nanoTime() - since, 1);
    }
  }
}
