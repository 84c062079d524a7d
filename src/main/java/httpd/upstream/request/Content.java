package httpd.upstream.request;

import httpd.line.LineSource;

/** The body of a request. */
public sealed interface Content {

  Content NONE = new None();

  record None() implements Content {}

  /** A text that is complete, sent in UTF-8. */
  record Text(String text) implements Content {}

  /**
   * A body that is still coming.
   *
   * @param source once there is a connection, the exchange owns and closes it; without a connection
   *     it stays open, for another upstream
   * @param length negative if unknown: then it is sent in chunks
   * @param onContinue whether the upstream asks for it by 100 (RFC 9110, section 10.1.1)
   */
  record Stream(LineSource source, long length, boolean onContinue) implements Content {}
}
