package httpd.upstream;

import java.time.Duration;
import java.util.Objects;

/**
 * How long an upstream may take. Without {@code total}, a response that sends a byte now and then
 * has no end.
 *
 * @param connect for the name lookup, the connection and the TLS handshake together
 * @param head from the last byte of the request that the upstream took to the response's head
 * @param idle between two bytes of the response's body, while the body is read; zero for no limit
 * @param total for the whole exchange, whichever side is slow; zero for no limit. Does not hold for
 *     tunnels
 */
public record UpstreamLimits(Duration connect, Duration head, Duration idle, Duration total) {

  public static final UpstreamLimits DEFAULT =
      new UpstreamLimits(
          Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ZERO, Duration.ZERO);

  public UpstreamLimits {
    Objects.requireNonNull(idle, "idle");
    Objects.requireNonNull(total, "total");
    if (!connect.isPositive() || !head.isPositive()) {
      throw new IllegalArgumentException(
          "a limit must be longer than 0, was " + connect + ", " + head);
    }
  }

  public UpstreamLimits withHead(Duration head) {
    return new UpstreamLimits(connect, head, idle, total);
  }

  public UpstreamLimits withIdle(Duration idle) {
    return new UpstreamLimits(connect, head, idle, total);
  }

  public UpstreamLimits withTotal(Duration total) {
    return new UpstreamLimits(connect, head, idle, total);
  }
}
