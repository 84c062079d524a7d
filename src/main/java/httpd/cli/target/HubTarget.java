package httpd.cli.target;

import httpd.Handler;
import httpd.hub.HubHandler;
import httpd.live.Presentation;
import httpd.route.TargetException;
import java.util.Set;

/** A hub, {@code hub:}; each of its topics keeps {@code replay} events. */
record HubTarget(Presentation presentation, int replay) implements LiveTarget {

  public static final class Kind extends BuiltInKind {
    public Kind() {
      super("hub", "hub:", "GET subscribes to what POST and PUT publish", HubTarget::read);
    }
  }

  private static HubTarget read(String rest) throws TargetException {
    BuiltInKind.refuseRest("hub", rest, "write /chat=hub:, or /chat/{room}=hub:");
    return new HubTarget(Presentation.DEFAULT, HubHandler.DEFAULT_REPLAY);
  }

  @Override
  public RouteTarget with(TargetSettings settings) {
    var shown = (HubTarget) LiveTarget.super.with(settings);
    return new HubTarget(shown.presentation, settings.options().replay());
  }

  @Override
  public HubTarget shown(Presentation presentation) {
    return new HubTarget(presentation, replay);
  }

  @Override
  public Handler open() {
    return new HubHandler(toString(), replay, presentation);
  }

  @Override
  public boolean hasTopics() {
    return true;
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET", "POST", "PUT");
  }

  @Override
  public String toString() {
    return named("hub:");
  }
}
