package httpd.live;

/** What to do with a client that is too slow for a live source. */
public enum SlowReaderPolicy {
  /** Cut its stream: the client may reconnect and continue. */
  CUT,
  /**
   * Drop events and send a comment with their number. A client of plain lines, which have no
   * comments, is cut.
   */
  DROP
}
