package httpd.line;

/** A source of many readers that need not cut one that fell behind: it can leave lines out. */
public interface SkippingSource extends PositionedSource {

  /**
   * Goes on at the oldest line that is kept, after a {@link FellBehindException}; polling gives
   * lines again. To be called by the owner, on the thread that polls; never waits.
   *
   * @return how many lines were left out; 0 if it has not fallen behind
   */
  long skip();

  /**
   * How many lines before the one polled last gave way to newer ones before they were polled, in a
   * source that keeps no more than the newest of a kind; otherwise 0.
   */
  default long replaced() {
    return 0;
  }
}
