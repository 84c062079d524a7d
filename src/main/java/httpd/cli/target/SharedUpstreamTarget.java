package httpd.cli.target;

import httpd.Handler;
import httpd.live.Presentation;
import httpd.proxy.SharedUpstreamHandler;

/** The lines of another server, read once for all clients, {@code shared+http://...}. */
record SharedUpstreamTarget(ProxyTarget upstream, Presentation presentation) implements LiveTarget {

  @Override
  public RouteTarget with(TargetSettings settings) {
    var shown = (SharedUpstreamTarget) LiveTarget.super.with(settings);
    return new SharedUpstreamTarget(upstream.with(settings), shown.presentation);
  }

  @Override
  public SharedUpstreamTarget shown(Presentation presentation) {
    return new SharedUpstreamTarget(upstream, presentation);
  }

  @Override
  public Handler open() {
    return new SharedUpstreamHandler(
        toString(),
        upstream.upstreams().getFirst(),
        upstream.limits(),
        upstream.rulesOfRoute(),
        presentation);
  }

  @Override
  public Handler withWebSockets(Handler handler, boolean writable) {
    return handler;
  }

  @Override
  public String toString() {
    return named("shared+" + upstream);
  }
}
