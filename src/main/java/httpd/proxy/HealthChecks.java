package httpd.proxy;

import httpd.Headers;
import httpd.line.Timer;
import httpd.line.log.ServerLog;
import httpd.proxy.Upstreams.Member;
import httpd.route.HeaderRule;
import httpd.upstream.UpstreamCall;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamLimits;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Asks each upstream of a route for a path, again and again: one that answers 2xx or 3xx in time is
 * up, any other one is down.
 *
 * <pre>
 *            the head, a failure, or the time is over
 *   ASKING ───────────────────────────────────────────► RESTING
 *      ▲                                                   │
 *      └──────────────── some seconds later ───────────────┘      close(), in any state: CLOSED
 * </pre>
 *
 * <p>On the timer of the process and the event loops of the client; nothing waits.
 */
final class HealthChecks implements AutoCloseable {

  private static final System.Logger LOG = ServerLog.ofServer();

  /** From the end of a check to the next one. */
  static final Duration PERIOD = Duration.ofSeconds(5);

  private static final Headers HEADERS = Headers.of("User-Agent", "httpd", "Accept", "*/*");

  private static final UpstreamLimits LIMITS =
      new UpstreamLimits(
          Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ZERO, Duration.ofSeconds(5));

  private final ProxyRoute route;
  private final UpstreamClient client;
  private final Timer timer;
  private final String path;
  private final List<Check> checks;
  private volatile boolean closed;

  private HealthChecks(
      ProxyRoute route, Upstreams upstreams, UpstreamClient client, Timer timer, String path) {
    this.route = route;
    this.client = client;
    this.timer = timer;
    this.path = path;
    this.checks = upstreams.each().stream().map(Check::new).toList();
  }

  /** Checks each upstream at once, and then for ever. */
  static HealthChecks start(ProxyRoute route, Upstreams upstreams, String path) {
    return start(route, upstreams, UpstreamClient.shared(), Timer.OF_THE_PROCESS, path);
  }

  static HealthChecks start(
      ProxyRoute route, Upstreams upstreams, UpstreamClient client, Timer timer, String path) {
    var all = new HealthChecks(route, upstreams, client, timer, path);
    all.checks.forEach(Check::ask);
    return all;
  }

  private Headers headers() {
    return HeaderRule.apply(route.headerRules(), path.replaceFirst("\\?.*", ""), HEADERS);
  }

  @Override
  public void close() {
    closed = true;
    checks.forEach(Check::stop);
  }

  private final class Check {
    private final Member upstream;
    private volatile @Nullable UpstreamCall asked;
    private volatile @Nullable Future<?> next;

    Check(Member upstream) {
      this.upstream = upstream;
    }

    void ask() {
      var call = client.get(upstream.address().withTarget(path), headers(), LIMITS, null);
      asked = call;
      call.whenAnswered(() -> judge(call));
      if (closed) {
        call.close(); // The close came in between.
      }
    }

    private void judge(UpstreamCall call) {
      var head = call.head();
      call.close(); // The body says nothing.
      if (closed) {
        return;
      }
      if (head == null) {
        down(call.failure());
      } else if (head.status() >= 200 && head.status() <= 399) {
        up();
      } else {
        down("GET " + upstream.address().withTarget(path) + ": answered " + head.status());
      }
      rest();
    }

    private void up() {
      if (upstream.setUp()) {
        LOG.log(Level.INFO, "an upstream of " + route.name() + " is up: " + upstream.address());
      }
    }

    private void down(String why) {
      if (upstream.setDown(why)) {
        LOG.log(
            Level.WARNING, "an upstream of " + route.name() + " is down, and not asked: " + why);
      }
    }

    /** With a jitter, so that many servers do not check one upstream at the same time. */
    private void rest() {
      long nanos = PERIOD.toNanos() / 10;
      next = timer.after(PERIOD.toNanos() - ThreadLocalRandom.current().nextLong(nanos), this::ask);
      if (closed) {
        stop();
      }
    }

    void stop() {
      var call = asked;
      if (call != null) {
        call.close();
      }
      var later = next;
      if (later != null) {
        later.cancel(false);
      }
    }
  }
}
