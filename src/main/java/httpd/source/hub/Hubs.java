package httpd.source.hub;

import httpd.Hub;
import httpd.HubMaker;
import httpd.ServerSentEvent;
import httpd.source.Presentation;
import httpd.source.Slow;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes for {@link Hub} what the hubs of the command line are made of. */
public final class Hubs implements HubMaker {

  /** Called by the service loader. */
  public Hubs() {}

  @Override
  public Hub keeping(int events) {
    return hub(HubTopic.keeping(events, HubHandler.MOST_BYTES), Slow.CUT);
  }

  @Override
  public Hub dropping(int events) {
    return hub(HubTopic.keeping(events, HubHandler.MOST_BYTES), Slow.DROP);
  }

  @Override
  public Hub conflating(int events, Function<ServerSentEvent, @Nullable String> key) {
    Objects.requireNonNull(key, "key");
    return hub(HubTopic.conflating(events, HubHandler.MOST_BYTES, key), Slow.DROP);
  }

  private static Hub hub(HubTopic topic, Slow slow) {
    return new HandlersHub(topic, Presentation.DEFAULT.withSlow(slow));
  }
}
