package httpd.server.answer;

import httpd.Request;
import httpd.http.AddressText;
import httpd.limit.Limit;

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
  private final Request request;

  // Guarded by this.
  private boolean taken;
  private boolean over;

  TunnelPlace(Limit tunnels, Request request) {
    this.tunnels = tunnels;
    this.request = request;
  }

  /** Takes the place, unless it is taken or over; returns false if there is none. */
  synchronized boolean take() {
    taken = taken || (!over && tunnels.take(this::refusal));
    return taken || over;
  }

  private String refusal() {
    return "refused a tunnel of " + AddressText.withPort(request.remoteAddress());
  }

  synchronized void giveBack() {
    if (taken) {
      taken = false;
      tunnels.release(1);
    }
    over = true;
  }
}
