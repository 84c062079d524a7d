package httpd.proxy;

import httpd.Headers;
import httpd.upstream.UpstreamCall;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.UpstreamResponse;
import httpd.upstream.request.UpstreamAddress;
import java.time.Duration;

/** An upstream that is asked on behalf of all who read it; redirects are followed. */
final class SharedUpstream implements ReconnectingUpstream {

  /** As browsers have it. */
  private static final int MOST_REDIRECTS = 20;

  private static final Headers HEADERS =
      Headers.of(
          "User-Agent", "httpd",
          "Accept", "text/event-stream, */*",
          "Accept-Encoding", "identity",
          "Cache-Control", "no-cache");

  private final UpstreamClient client;
  private final UpstreamAddress address;
  private final UpstreamLimits limits;
  private final Headers headers;
  private final Outage outage;
  private UpstreamAddress next;
  private int redirects;

  SharedUpstream(UpstreamClient client, UpstreamAddress address, UpstreamLimits limits, Hops hops) {
    this.client = client;
    this.address = address;
    this.limits = limits.withTotal(Duration.ZERO); // It has no end.
    this.headers = HEADERS.with("Via", hops.via(Headers.EMPTY));
    this.outage = new Outage(address.url());
    this.next = address;
  }

  @Override
  public UpstreamCall ask(String lastEventId) {
    var fields = lastEventId.isEmpty() ? headers : headers.plus("Last-Event-ID", lastEventId);
    return client.get(next, fields, limits, null);
  }

  @Override
  public void isBack() {
    redirects = 0;
    outage.end();
  }

  @Override
  public void isGone(Loss loss) {
    next = address;
    redirects = 0;
    outage.begin(loss);
  }

  @Override
  public void isLeftOut(String note) {
    outage.note(note);
  }

  /** Those who read can do nothing about it, and whoever does has what they read since kept. */
  @Override
  public boolean isRefusal(int status) {
    return false;
  }

  @Override
  public boolean isRedirected(UpstreamResponse answer) {
    var location = answer.headers().get("Location");
    boolean follows =
        switch (answer.status()) {
          case 301, 302, 303, 307, 308 -> location != null;
          default -> false;
        };
    if (!follows || location == null) {
      return false;
    }
    if (redirects == MOST_REDIRECTS) {
      throw new IllegalArgumentException("redirected more than " + MOST_REDIRECTS + " times");
    }
    next = next.resolve(location);
    redirects++;
    return true;
  }
}
