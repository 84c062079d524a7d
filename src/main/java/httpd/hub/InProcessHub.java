package httpd.hub;

import httpd.Hub;
import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.live.Presentation;
import httpd.live.SlowReaderPolicy;
import httpd.live.TopicHandler;
import httpd.sse.EventEncoder.Form;
import httpd.sse.OwnEvents;
import httpd.topic.MemoryRing;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A hub of a handler: one topic. */
public final class InProcessHub implements Hub {

  private final EventLog events;
  private final TopicHandler presented;

  private InProcessHub(EventLog events, SlowReaderPolicy slow) {
    this.events = events;
    this.presented =
        new TopicHandler("hub", events.log(), Presentation.DEFAULT.withSlow(slow), Form.EVENT);
  }

  /**
   * Makes a hub that keeps the newest events.
   *
   * @param cuts whether a subscriber that falls behind is cut
   * @param key replaces events, as in {@link Hub#conflating}; null to keep them
   */
  public static Hub keeping(
      int events, boolean cuts, @Nullable Function<ServerSentEvent, @Nullable String> key) {
    var log =
        key == null
            ? EventLog.keeping(new MemoryRing(events, HubHandler.MOST_BYTES))
            : EventLog.conflating(events, HubHandler.MOST_BYTES, key);
    return new InProcessHub(log, cuts ? SlowReaderPolicy.CUT : SlowReaderPolicy.DROP);
  }

  @Override
  public String publish(ServerSentEvent event) {
    if (OwnEvents.has(event.event())) {
      throw new IllegalArgumentException(
          "events of type \"" + event.event() + "\" are the server's own");
    }
    if (event.id() != null) {
      Publication.checkId(event.id());
    }
    return events.publish(event.comment() == null ? event : withoutComment(event));
  }

  @Override
  public Response listen(Request request) {
    try {
      return presented.handle(request);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("a hub in memory has no file that can fail", e);
    }
  }

  @Override
  public int listeners() {
    return events.log().readers();
  }

  @Override
  public long missed() {
    return presented.dropped() + events.log().replaced();
  }

  /** Removes the comment: a topic keeps events that begin with their ids. */
  private static ServerSentEvent withoutComment(ServerSentEvent event) {
    return new ServerSentEvent(event.id(), event.event(), event.data(), event.retry(), null);
  }
}
