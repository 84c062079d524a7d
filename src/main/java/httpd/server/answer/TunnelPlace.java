package httpd.server.answer;

import httpd.http.AddressText;
import httpd.limit.Limit;
import java.net.InetSocketAddress;

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

  private final Limit tunnels;
  private final InetSocketAddress client;

  // Guarded by this.
  private boolean taken;
  private boolean over;

  TunnelPlace(Limit tunnels, InetSocketAddress client) {
    this.tunnels = tunnels;
    this.client = client;
  }

  /** Takes the place, unless it is taken or over; returns false if there is none. */
  synchronized boolean take() {
    taken =
        taken
            || (!over && tunnels.take(() -> "refused a tunnel of " + AddressText.withPort(client)));
    return taken || over;
  }

  synchronized void giveBack() {
    if (taken) {
      taken = false;
      tunnels.release(1);
    }
    over = true;
  }
}
