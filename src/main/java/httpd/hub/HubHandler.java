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
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * A topic for each value of the path's names: GET listens, POST and PUT publish. What was published
 * lives in memory and no longer than the process.
 */
public final class HubHandler implements Handler {

  /** Events that a topic keeps unless one says otherwise. */
  public static final int DEFAULT_REPLAY = 1000;

  /** What the events of a topic may weigh together: 256 KiB; one that is longer is kept alone. */
  static final long MOST_BYTES = 256 * 1024;

  /** How long a topic is kept that nobody listens to and nobody asks for. */
  static final Duration IDLE = Duration.ofMinutes(5);

  private static final String RETRY_AFTER_SECONDS = "60";

  private final String name;
  private final Duration longestRetry;
  private final HubRooms rooms;

  /**
   * A hub without topics, whose publishers ask for a retry of at most {@link
   * EventFrame#LONGEST_RETRY}.
   *
   * @param name as the command line calls it
   * @param replay events that each topic keeps for those who come back, at least 1
   * @param last events that a new listener gets first
   */
  public HubHandler(String name, int replay, int last, Presentation presentation) {
    this(name, replay, last, presentation, EventFrame.LONGEST_RETRY);
  }

  /**
   * A hub without topics.
   *
   * @param longestRetry how long publishers may have clients wait before they come back
   */
  public HubHandler(
      String name, int replay, int last, Presentation presentation, Duration longestRetry) {
    this(name, replay, last, presentation, longestRetry, Limits.ofTheProcess());
  }

  /**
   * A hub without topics.
   *
   * @param longestRetry how long publishers may have clients wait before they come back
   * @param limits those of its rooms and of what they keep
   */
  public HubHandler(
      String name,
      int replay,
      int last,
      Presentation presentation,
      Duration longestRetry,
      Limits limits) {
    this.name = name;
    this.longestRetry = longestRetry;
    Function<HubTopic, TopicHandler> listening =
        topic -> new TopicHandler(name, topic, last, presentation, Form.EVENT);
    this.rooms =
        new HubRooms(
            limits,
            name,
            IDLE,
            (values, epoch, deserted) -> new HubRoom(values, epoch, replay, listening, deserted),
            System::nanoTime);
  }

  @Override
  public Response handle(Request request) throws Exception {
    try {
      return switch (request.method()) {
        case "GET", "HEAD" -> listen(request);
        case "POST", "PUT" ->
            new Publication(request, longestRetry, event -> publish(request, event)).answer();
        default -> refuse(request);
      };
    } catch (HttpException e) {
      if (e.status() != 503) {
        throw e;
      }
      return Response.text(e.getMessage() + "\n")
          .withStatus(503)
          .withHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
  }

  private Response listen(Request request) throws Exception {
    var room = rooms.toListen(request.params());
    try {
      return room.listen(request);
    } finally {
      rooms.release(room);
    }
  }

  private String publish(Request request, ServerSentEvent event) {
    var room = rooms.toPublish(request.params());
    try {
      return room.publish(event);
    } finally {
      rooms.release(room);
    }
  }

  private static Response refuse(Request request) {
    return HttpException.methodNotAllowed(request, List.of("GET", "HEAD", "POST", "PUT"))
        .response();
  }

  @Override
  public String toString() {
    return name;
  }
}
