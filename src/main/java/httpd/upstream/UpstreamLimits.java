package httpd.upstream;

import java.time.Duration;
import java.util.Objects;

/**
 * How long an upstream may take, for one thing each. There is no limit for a whole response: one
 * that sends something now and then lives for ever.
 *
 * @param connect looking up the name, connecting and the TLS handshake together
 * @param head from the last byte of the request that it took to the head of the response
 * @param idle between two bytes of the response's body, while we are reading; zero for no limit
 * @param total from the beginning to the last byte of the response, whoever is slow; zero for no
 *     limit, and none for a tunnel
 */
public record UpstreamLimits(Duration connect, Duration head, Duration idle, Duration total) {

  /** 10 seconds, 60 seconds, no limit, no limit. */
  public static final UpstreamLimits DEFAULT =
      new UpstreamLimits(
          Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ZERO, Duration.ZERO);

  /** Checks that the first two are limits. */
  public UpstreamLimits {
    Objects.requireNonNull(idle, "idle");
    Objects.requireNonNull(total, "total");
    if (!connect.isPositive() || !head.isPositive()) {
      throw new IllegalArgumentException("a limit is longer than 0, was " + connect + ", " + head);
    }
  }

  /** The same with another limit for the head. */
  public UpstreamLimits withHead(Duration head) {
    return new UpstreamLimits(connect, head, idle, total);
  }

  /** The same with another limit for silence; zero for none. */
  public UpstreamLimits withIdle(Duration idle) {
    return new UpstreamLimits(connect, head, idle, total);
  }

  /** The same with another limit for all of it; zero for none. */
  public UpstreamLimits withTotal(Duration total) {
    return new UpstreamLimits(connect, head, idle, total);
  }

  /** The same with another limit for connecting. */
  public UpstreamLimits withConnect(Duration connect) {
    return new UpstreamLimits(connect, head, idle, total);
  }
}
