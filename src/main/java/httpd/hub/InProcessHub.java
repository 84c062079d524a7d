package httpd.hub;

import httpd.Hub;
import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.sse.EventEncoder.Form;
import httpd.sse.OwnEvents;

/** A hub of a handler: one topic. */
final class InProcessHub implements Hub {

  private final EventLog events;
  private final TopicHandler presented;

  InProcessHub(EventLog events, Presentation presentation) {
    this.events = events;
    this.presented = new TopicHandler("hub", events.log(), presentation, Form.EVENT);
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
