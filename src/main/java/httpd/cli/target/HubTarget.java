package httpd.cli.target;

import httpd.Handler;
import httpd.cli.option.Options;
import httpd.hub.HubHandler;
import httpd.live.Presentation;
import httpd.live.WebSocketHandler;
import httpd.live.WebSocketHandler.Input;
import httpd.route.TargetException;
import httpd.topic.Retention;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A hub, {@code hub:} in memory or {@code hub:PLACE} in a store.
 *
 * @param options null before they are known
 */
record HubTarget(Presentation presentation, LogPlace place, @Nullable Options options)
    implements LiveTarget {

  public static final class Kind extends BuiltInKind {
    public Kind() {
      super("hub", "hub:[DIR]", "GET subscribes to what POST and PUT publish", HubTarget::read);
    }
  }

  private static HubTarget read(String rest) {
    return new HubTarget(Presentation.DEFAULT, new LogPlace("hub", rest), null);
  }

  @Override
  public RouteTarget with(TargetSettings settings) {
    var shown = (HubTarget) LiveTarget.super.with(settings);
    return new HubTarget(shown.presentation, place, settings.options());
  }

  @Override
  public HubTarget shown(Presentation presentation) {
    return new HubTarget(presentation, place, options);
  }

  @Override
  public Handler open() throws TargetException {
    if (place.isMemory()) {
      int replay = options == null ? HubHandler.DEFAULT_REPLAY : options.replay();
      return new HubHandler(toString(), replay, presentation);
    }
    var store = place.open(Objects.requireNonNull(options), Retention.ALL);
    return HubHandler.over(store, toString(), presentation);
  }

  @Override
  public void check() throws TargetException {
    place.check(options);
  }

  @Override
  public boolean uses(String option) {
    return place.uses(option);
  }

  @Override
  public boolean hasTopics() {
    return true;
  }

  @Override
  public Handler withWebSockets(Handler handler, boolean writable) {
    return new WebSocketHandler(handler, writable ? Input.PUBLISHED : Input.NONE);
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET", "POST", "PUT");
  }

  @Override
  public String toString() {
    return named(place.toString());
  }
}
