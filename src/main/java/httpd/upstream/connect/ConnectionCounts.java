package httpd.upstream.connect;

/**
 * Connections to one origin.
 *
 * @param busy those that carry a request, and requests that wait for one
 * @param idle those that wait for a request
 */
public record ConnectionCounts(int busy, int idle) {

  /** None. */
  public static final ConnectionCounts NONE = new ConnectionCounts(0, 0);

  /** Returns the sum. */
  public ConnectionCounts plus(ConnectionCounts other) {
    return new ConnectionCounts(busy + other.busy, idle + other.idle);
  }
}
