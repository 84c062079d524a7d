package httpd.cli.target;

import httpd.Handler;
import httpd.live.LiveLinesHandler;
import httpd.live.Presentation;
import httpd.proxy.PersistentEventsHandler;
import httpd.proxy.PostedEventsHandler;
import java.util.Set;

/**
 * An event stream of other servers for each client, {@code sse+http://...}. What is not read is
 * passed on.
 */
record PersistentEventsTarget(ProxyTarget upstream, Presentation presentation)
    implements LiveTarget {

  /** What reads: the other methods are not for recordings. */
  static final Set<String> READ = Set.of("GET");

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
    var events = new PersistentEventsHandler(upstream.route(toString()), shown());
    var handler = new PostedEventsHandler(events, new LiveLinesHandler(events, shown()));
    upstream.startChecks(handler::check);
    return handler;
  }

  @Override
  public Set<String> methods() {
    return Set.of();
  }

  /** The handler of GET and HEAD. */
  Handler reading() {
    var events = new PersistentEventsHandler(upstream.route(toString()), shown());
    return new LiveLinesHandler(events, shown());
  }

  /** A page is another view of events; the route without the prefix serves plain lines. */
  private Presentation shown() {
    return presentation.withOnly(null);
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
