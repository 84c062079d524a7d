package httpd.hub;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.limit.Limits;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.sse.EventEncoder.Form;
import httpd.sse.EventFrame;
import httpd.topic.TopicRights;
import java.time.Duration;
import java.util.List;

/**
 * A topic for each value of the path's parameters: GET subscribes, POST and PUT publish. Events
 * live in memory, no longer than the process.
 */
public final class HubHandler implements Handler {

  /** The default number of events that a topic keeps. */
  public static final int DEFAULT_REPLAY = 1000;

  /** The bytes of events that a topic keeps: 256 KiB. A longer event is kept alone. */
  static final long MOST_BYTES = 256 * 1024;

  /** How long a topic is kept without a subscriber or a request. */
  static final Duration IDLE = Duration.ofMinutes(5);

  private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT");

  private final String name;
  private final Duration longestRetry;
  private final HubRooms rooms;

  /** A hub whose topics keep {@code replay} events each; {@code name} is its target. */
  public HubHandler(String name, int replay, Presentation presentation) {
    this(name, replay, presentation, EventFrame.LONGEST_RETRY, Limits.ofTheProcess());
  }

  /** A hub whose publishers may set a {@code retry} of at most {@code longestRetry}. */
  public HubHandler(
      String name, int replay, Presentation presentation, Duration longestRetry, Limits limits) {
    this.name = name;
    this.longestRetry = longestRetry;
    this.rooms =
        new HubRooms(
            name,
            replay,
            topic -> new TopicHandler(name, topic, presentation, Form.EVENT),
            limits,
            IDLE,
            System::nanoTime);
  }

  @Override
  public Response handle(Request request) throws Exception {
    return switch (request.method()) {
      case "GET", "HEAD" -> subscribe(request);
      case "POST", "PUT" -> {
        TopicRights.of(request).checkPublish(topic(request)); // Before the body is read.
        yield new Publication(request, longestRetry, event -> publish(request, event)).answer();
      }
      default -> throw HttpException.methodNotAllowed(request, METHODS);
    };
  }

  private Response subscribe(Request request) throws Exception {
    TopicRights.of(request).checkSubscribe(topic(request));
    var room = rooms.toSubscribe(request.params());
    try {
      return room.subscribe(request);
    } finally {
      rooms.release(room);
    }
  }

  private String publish(Request request, ServerSentEvent event) {
    TopicRights.of(request).checkPublish(topic(request));
    var room = rooms.toPublish(request.params());
    try {
      return room.publish(event);
    } finally {
      rooms.release(room);
    }
  }

  private static String topic(Request request) {
    return String.join("/", request.params().values());
  }

  @Override
  public String toString() {
    return name;
  }
}
