package httpd.upstream.request;

import httpd.line.LineSource;

/** The body of a request. */
public sealed interface Content {

  /** The one {@link None}. */
  Content NONE = new None();

  /** No body. */
  record None() implements Content {}

  /**
   * All there.
   *
   * @param text sent in UTF-8, with its length
   */
  record Text(String text) implements Content {}

  /**
   * Still coming.
   *
   * @param source the exchange's once there is a connection, and closed with it; without one it is
   *     left as it is, for another upstream
   * @param length if negative, sent in chunks
   * @param onContinue whether the upstream is to ask for it (RFC 9110, section 10.1.1)
   */
  record Stream(LineSource source, long length, boolean onContinue) implements Content {}
}
