package httpd.metrics;

import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.limit.Unit;

/** The metrics of limits, and of what they hold. */
record LimitMetrics(Limits limits) implements MetricFamilies {

  @Override
  public void write(MetricText text) {
    text.gauge("httpd_commands", "Commands that run.").value(held(Bound.COMMANDS));
    text.gauge("httpd_upstream_connections", "Connections to upstreams.")
        .value(held(Bound.UPSTREAM_CONNECTIONS));
    text.counter("httpd_limit_reached", "How often a limit was reached.");
    for (var bound : Bound.values()) {
      text.total(limits.of(bound).reached(), "limit", bound.title());
    }
    text.gauge("httpd_limit_held", "What a limit counts: pieces or bytes that are held now.");
    for (var bound : Bound.values()) {
      if (counts(bound)) {
        text.value(held(bound), "limit", bound.title());
      }
    }
    text.gauge("httpd_limit_max", "The value of such a limit; 0 for no limit.");
    for (var bound : Bound.values()) {
      if (counts(bound)) {
        text.value(limits.of(bound).most(), "limit", bound.title());
      }
    }
  }

  private long held(Bound bound) {
    return limits.of(bound).held();
  }

  private static boolean counts(Bound bound) {
    return bound.unit() == Unit.COUNT || bound.unit() == Unit.BYTES;
  }
}
