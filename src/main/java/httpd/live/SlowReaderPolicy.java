package httpd.live;

/** What becomes of a reader that falls behind a source which waits for nobody. */
public enum SlowReaderPolicy {
  /** Its stream is cut: it may come back and go on where it was. */
  CUT,
  /** A comment tells how many events it has missed; plain lines, which have none, are cut. */
  DROP
}
