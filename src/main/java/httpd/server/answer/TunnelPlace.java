package httpd.server.answer;

import httpd.http.AddressText;
import httpd.limit.Limit;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The place of one exchange within the limit of tunnels, taken before an upstream is asked to
 * switch.
 *
 * <pre>
 *         take()              giveBack()
 *   NONE ─────────► TAKEN ───────────────► OVER
 *     │                                     ▲
 *     └──────────── giveBack() ─────────────┘
 * </pre>
 *
 * <p>Safe for all threads.
 */
final class TunnelPlace {

  private enum State {
    NONE,
    TAKEN,
    OVER
  }

  private final Limit tunnels;
  private final InetSocketAddress client;
  private final AtomicReference<State> state = new AtomicReference<>(State.NONE);

  TunnelPlace(Limit tunnels, InetSocketAddress client) {
    this.tunnels = tunnels;
    this.client = client;
  }

  /**
   * Takes the place, unless it is taken; returns whether there is one. Nothing is taken once it is
   * released.
   */
  boolean take() {
    if (state.get() != State.NONE) {
      return true;
    }
    if (!tunnels.take(() -> "refused a tunnel of " + AddressText.withPort(client))) {
      return false;
    }
    if (!state.compareAndSet(State.NONE, State.TAKEN)) {
      tunnels.release(1);
    }
    return true;
  }

  /** Releases the place if it was taken; again does nothing. */
  void giveBack() {
    if (state.getAndSet(State.OVER) == State.TAKEN) {
      tunnels.release(1);
    }
  }
}
