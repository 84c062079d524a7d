package httpd.proxy;

import httpd.Request;
import httpd.http.ContentType;
import httpd.line.Poll;
import httpd.upstream.UpstreamCall;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.UpstreamResponse;
import httpd.upstream.request.UpstreamAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The upstream that has answered a request other than a GET with an event stream. The request is
 * not sent again: if the stream breaks off, a GET of the same path asks for what comes after the
 * last event that had an id, as MCP has it. Without an id there is nothing to ask for.
 */
final class PostedUpstream extends ReconnectingUpstream {

  private final UpstreamAddress address;
  private final ForwardedHeaders forwarded;
  private final UpstreamClient client;
  private final UpstreamLimits limits;
  private final Request request;
  private final LongSupplier nanoTime;

  /**
   * Breaks in a row without a new id: the upstream sends the same again, or nothing to go on by.
   */
  private static final int MOST_IN_VAIN = 10;

  private int inVain;
  private String idBefore = "";

  /** Of the first failure since an event came. */
  private long goneSince;

  private boolean gone;

  PostedUpstream(
      Request request,
      UpstreamAddress address,
      ForwardedHeaders forwarded,
      UpstreamClient client,
      UpstreamLimits limits,
      Outage outage,
      LongSupplier nanoTime) {
    super(outage);
    this.request = request;
    this.address = address;
    this.forwarded = forwarded;
    this.client = client;
    this.limits = limits.withTotal(Duration.ZERO); // A stream has no end.
    this.nanoTime = nanoTime;
  }

  @Override
  UpstreamCall ask(String lastEventId) {
    return client.get(
        address.withTarget(UpstreamTarget.of(address.target(), request)),
        PerClientUpstream.headers(forwarded, lastEventId),
        limits,
        request.client().eventLoop());
  }

  @Override
  void isBack() {
    gone = false;
    super.isBack();
  }

  /** An upstream that ends its stream has no more to say; one that breaks off may come back. */
  @Override
  @Nullable Poll whenLost(Loss loss, String lastEventId) {
    if (loss.expected()) {
      return Poll.END;
    }
    if (!gone) {
      gone = true;
      goneSince = nanoTime.getAsLong();
      inVain = lastEventId.equals(idBefore) ? inVain + 1 : 0;
      idBefore = lastEventId;
    }
    boolean late = nanoTime.getAsLong() - goneSince > limits.head().toNanos();
    boolean hopeless = lastEventId.isEmpty() || late || inVain >= MOST_IN_VAIN;
    return hopeless ? new Poll.Failed(new IOException(loss.why())) : null;
  }

  /** Any final status but that of an event stream: the GET has not found what the POST began. */
  @Override
  boolean isRefusal(int status) {
    return switch (status) {
      case 408, 425, 429 -> false;
      default -> status == 204 || status == 206 || (status >= 300 && status <= 499);
    };
  }

  @Override
  boolean takes(UpstreamResponse response) {
    return isEventStream(response);
  }

  /** Whether a response is a whole event stream that can be read. */
  static boolean isEventStream(UpstreamResponse response) {
    var headers = response.headers();
    var coding = headers.get("Content-Encoding");
    return response.status() >= 200
        && response.status() <= 299
        && response.status() != 206
        && ContentType.of(headers.all("Content-Type")).isEventStream()
        && (coding == null || coding.equalsIgnoreCase("identity"));
  }
}
