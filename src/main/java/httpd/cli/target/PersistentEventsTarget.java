package httpd.cli.target;

import httpd.Handler;
import httpd.live.LiveLinesHandler;
import httpd.live.Presentation;
import httpd.proxy.PersistentEventsHandler;

/** An event stream of other servers for each client, {@code sse+http://...}. */
record PersistentEventsTarget(ProxyTarget upstream, Presentation presentation)
    implements LiveTarget {

  @Override
  public RouteTarget with(TargetSettings settings) {
    var shown = (PersistentEventsTarget) LiveTarget.super.with(settings);
    return new PersistentEventsTarget(upstream.with(settings), shown.presentation);
  }

  @Override
  public PersistentEventsTarget shown(Presentation presentation) {
    return new PersistentEventsTarget(upstream, presentation);
  }

  @Override
  public Handler open() {
    // A page is another view of events; the route without the prefix serves plain lines.
    var shown = presentation.withOnly(null);
    var events = new PersistentEventsHandler(upstream.route(toString()), shown);
    return new LiveLinesHandler(events, shown);
  }

  @Override
  public Extent extent() {
    return Extent.BELOW;
  }

  @Override
  public Handler withWebSockets(Handler handler, boolean writable) {
    return handler;
  }

  @Override
  public String toString() {
    return named(upstream.toString());
  }
}
