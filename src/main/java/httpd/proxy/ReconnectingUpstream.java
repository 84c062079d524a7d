package httpd.proxy;

import httpd.upstream.UpstreamCall;
import httpd.upstream.UpstreamResponse;

/**
 * Whom {@link ReconnectingSource} ask again and again. Called on the thread of their owner; waits
 * for nothing.
 */
interface ReconnectingUpstream {

  /**
   * Asks, at once.
   *
   * @param lastEventId for {@code Last-Event-ID}; "" for none
   * @return the caller's to close
   */
  UpstreamCall ask(String lastEventId);

  /** It gives lines again. */
  void isBack();

  /** It ended, failed, or answered what is no lines: it will be asked again. */
  void isGone(Loss loss);

  /** Something that it gave was too long and left out. */
  void isLeftOut(String note);

  /** Whether an answer with this status is to be heard by the client, and not to be waited out. */
  boolean isRefusal(int status);

  /**
   * Whether the answer says where to ask instead, and that will be done.
   *
   * @throws IllegalArgumentException if it says so, but leads where we do not go
   */
  boolean isRedirected(UpstreamResponse answer);

  /**
   * Why there are no lines for now.
   *
   * @param why for the log
   * @param expected whether streams do end like that
   * @param unreached whether there was no connection at all
   */
  record Loss(String why, boolean expected, boolean unreached) {}
}
