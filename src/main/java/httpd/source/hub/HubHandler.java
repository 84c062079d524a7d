package httpd.source.hub;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.source.Presentation;
import httpd.source.TopicHandler;
import httpd.sse.EventEncoder.Form;
import httpd.sse.Reconnecting;
import java.time.Duration;

/**
 * A topic for each value of the path's names: GET listens, POST and PUT publish. What was published
 * lives in memory and no longer than the process.
 */
public final class HubHandler implements Handler {

  /** Events that a topic keeps unless one says otherwise. */
  public static final int DEFAULT_REPLAY = 1000;

  /** Topics that there may be at once: with a name in the path anybody can make one. */
  static final int MOST_TOPICS = 1000;

  /** What the events of a topic may weigh together: 256 KiB; one that is longer is kept alone. */
  static final long MOST_BYTES = 256 * 1024;

  /** How long a topic is kept that nobody listens to and nobody asks for. */
  static final Duration IDLE = Duration.ofMinutes(5);

  private static final String RETRY_AFTER_SECONDS = "60";

  private record Room(HubTopic topic, TopicHandler listening) {}

  /** They use a topic until the last of them has left. */
  private static final class Listeners implements HubTopics.InUse<Room> {

    @Override
    public boolean test(Room room) {
      return room.topic.readers() > 0;
    }

    @Override
    public long lastUse(Room room, long asked) {
      return room.topic.lastLeft();
    }
  }

  private final String name;
  private final Duration longestRetry;
  private final HubTopics<Room> rooms;

  /**
   * A hub without topics, whose publishers ask for a retry of at most {@link Reconnecting#LONGEST}.
   *
   * @param name as the command line calls it
   * @param replay events that each topic keeps for those who come back, at least 1
   * @param last events that a new listener gets first
   */
  public HubHandler(String name, int replay, int last, Presentation presentation) {
    this(name, replay, last, presentation, Reconnecting.LONGEST);
  }

  /**
   * A hub without topics.
   *
   * @param longestRetry how long publishers may have clients wait before they come back
   */
  public HubHandler(
      String name, int replay, int last, Presentation presentation, Duration longestRetry) {
    this.name = name;
    this.longestRetry = longestRetry;
    this.rooms =
        new HubTopics<>(
            MOST_TOPICS,
            IDLE,
            () -> {
              var topic = HubTopic.keeping(replay, MOST_BYTES);
              return new Room(topic, new TopicHandler(name, topic, last, presentation, Form.EVENT));
            },
            new Listeners(),
            System::nanoTime);
  }

  @Override
  public Response handle(Request request) throws Exception {
    try {
      return switch (request.method()) {
        case "GET", "HEAD" -> room(request).listening.handle(request);
        case "POST", "PUT" ->
            new Publication(request, longestRetry, event -> room(request).topic.publish(event))
                .answer();
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

  private Room room(Request request) {
    return rooms.of(request.params());
  }

  private static Response refuse(Request request) {
    return Response.text(
            request.path() + " takes GET, HEAD, POST, PUT, not " + request.method() + "\n")
        .withStatus(405)
        .withHeader("Allow", "GET, HEAD, POST, PUT");
  }

  @Override
  public String toString() {
    return name;
  }
}
