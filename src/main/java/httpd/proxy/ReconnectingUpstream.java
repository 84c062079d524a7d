package httpd.proxy;

import httpd.line.Poll;
import httpd.upstream.UpstreamCall;
import httpd.upstream.UpstreamResponse;
import org.jspecify.annotations.Nullable;

/**
 * The upstream of a {@link ReconnectingSource}, which asks it again and again. Its methods run on
 * the thread of the source's owner, and never wait.
 */
abstract class ReconnectingUpstream {

  private final Outage outage;

  ReconnectingUpstream(Outage outage) {
    this.outage = outage;
  }

  /** Sends a request, at once; "" asks for no {@code Last-Event-ID}. The caller closes the call. */
  abstract UpstreamCall ask(String lastEventId);

  void isBack() {
    outage.end();
  }

  /** Takes note that the stream ended, or that there is none: the upstream is asked again. */
  void isGone(Loss loss) {
    outage.begin(loss);
  }

  final void leftOut(String note) {
    outage.note(note);
  }

  /** Whether a response with this status is for the client, so that retrying would not help. */
  boolean isRefusal(int status) {
    return false;
  }

  /** Whether a 2xx response has the lines of this upstream. */
  boolean takes(UpstreamResponse response) {
    return true;
  }

  /** How the stream ends with a loss; null if the upstream is asked again. */
  @Nullable Poll whenLost(Loss loss, String lastEventId) {
    return null;
  }

  /**
   * Takes the next request to where a response redirects, if redirects are followed here.
   *
   * @return whether the next request goes elsewhere
   * @throws IllegalArgumentException if the response redirects to where no request is sent
   */
  boolean follow(UpstreamResponse response) {
    return false;
  }

  /**
   * Why there are no lines for now.
   *
   * @param why for the log
   * @param expected whether streams usually end like that
   * @param unreached whether there was no connection at all
   */
  record Loss(String why, boolean expected, boolean unreached) {

    /** An unexpected loss of an upstream that was reached. */
    static Loss of(String why) {
      return new Loss(why, false, false);
    }
  }
}
