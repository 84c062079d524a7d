package httpd.hub;

import httpd.Hub;
import httpd.HubMaker;
import httpd.ServerSentEvent;
import httpd.live.Presentation;
import httpd.live.SlowReaderPolicy;
import httpd.topic.MemoryRing;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the hubs of handlers from the topics of {@link HubHandler}. */
public final class Hubs implements HubMaker {

  /** Called by the service loader. */
  public Hubs() {}

  @Override
  public Hub keeping(int events) {
    return hub(
        EventLog.keeping(new MemoryRing(events, HubHandler.MOST_BYTES)), SlowReaderPolicy.CUT);
  }

  @Override
  public Hub dropping(int events) {
    return hub(
        EventLog.keeping(new MemoryRing(events, HubHandler.MOST_BYTES)), SlowReaderPolicy.DROP);
  }

  @Override
  public Hub conflating(int events, Function<ServerSentEvent, @Nullable String> key) {
    Objects.requireNonNull(key, "key");
    return hub(EventLog.conflating(events, HubHandler.MOST_BYTES, key), SlowReaderPolicy.DROP);
  }

  private static Hub hub(EventLog events, SlowReaderPolicy slow) {
    return new InProcessHub(events, Presentation.DEFAULT.withSlow(slow));
  }
}
