package httpd.stream;

/** Is told how long lines took to their clients. On the event loop of these only. */
public interface LineMeter {

  /**
   * Lines of a turn are with the sockets of some streams.
   *
   * @param nanos since their source ran its wake-up, or else since the turn began to poll
   */
  void delayed(long nanos, int streams);
}
