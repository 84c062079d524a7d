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
import httpd.topic.HasTopics;
import httpd.topic.LogStore;
import httpd.topic.Topic;
import httpd.topic.TopicRights;
import httpd.topic.TopicView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Topics by name: GET subscribes, POST and PUT publish. Events live in memory, no longer than the
 * process, or in a store.
 */
public final class HubHandler implements Handler, HasTopics {

  /** The default number of events that a topic in memory keeps. */
  public static final int DEFAULT_REPLAY = 1000;

  /** The bytes of events that a topic in memory keeps: 256 KiB. A longer event is kept alone. */
  static final long MOST_BYTES = 256 * 1024;

  /** How long a topic is kept in memory without a subscriber or a request. */
  static final Duration IDLE = Duration.ofMinutes(5);

  private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT");

  private final String name;
  private final Duration longestRetry;
  private final HubTopics topics;
  private final SeveralTopics several;
  private final Presence presence;

  /** A hub whose topics keep {@code replay} events each; {@code name} is its target. */
  public HubHandler(String name, int replay, Presentation presentation) {
    this(name, replay, presentation, EventFrame.LONGEST_RETRY, Limits.ofTheProcess());
  }

  /** A hub whose publishers may set a {@code retry} of at most {@code longestRetry}. */
  public HubHandler(
      String name, int replay, Presentation presentation, Duration longestRetry, Limits limits) {
    this(
        name,
        longestRetry,
        presentation,
        new HubRooms(
            name,
            replay,
            topic -> new TopicHandler(name, topic, presentation, Form.EVENT),
            limits,
            IDLE,
            System::nanoTime));
  }

  private HubHandler(
      String name, Duration longestRetry, Presentation presentation, HubTopics topics) {
    this.name = name;
    this.longestRetry = longestRetry;
    this.topics = topics;
    this.several = new SeveralTopics(topics, presentation);
    this.presence = new Presence(topics, presentation);
  }

  /** A hub whose topics are the logs of a store, which the caller closes. */
  public static HubHandler over(LogStore store, String name, Presentation presentation) {
    return over(store, name, presentation, Limits.ofTheProcess(), TopicArrivals.LOOK);
  }

  static HubHandler over(
      LogStore store, String name, Presentation presentation, Limits limits, Duration look) {
    Function<Topic, TopicHandler> presenting =
        topic -> new TopicHandler(name, topic, presentation, Form.EVENT);
    var topics = new StoredTopics(name, store, presenting, limits, look);
    return new HubHandler(name, EventFrame.LONGEST_RETRY, presentation, topics);
  }

  @Override
  public List<TopicView> topics(int most) throws IOException {
    return topics.views(most);
  }

  @Override
  public int topicCount() {
    return topics.count();
  }

  @Override
  public Response handle(Request request) throws Exception {
    return switch (request.method()) {
      case "GET", "HEAD" -> subscribe(request);
      case "POST", "PUT" -> {
        var topic = new TopicsOfRequest(request).toPublish();
        yield new Publication(request, longestRetry, event -> publish(request, topic, event))
            .answer();
      }
      default -> throw HttpException.methodNotAllowed(request, METHODS);
    };
  }

  private Response subscribe(Request request) throws Exception {
    var selection = new TopicsOfRequest(request).toSubscribe();
    try {
      if (request.query().has("presence")) {
        return presence.answer(request, selection);
      }
      if (request.method().equals("HEAD")) {
        int subscribers = presence.subscribers(selection);
        return listen(request, selection) // Its source is closed unread.
            .withHeader(Presence.SUBSCRIBERS, Integer.toString(subscribers));
      }
      return OutageNotes.in(listen(request, selection), topics.outages());
    } catch (IOException e) {
      throw topics.refusal(e);
    }
  }

  private Response listen(Request request, TopicSelection selection) throws Exception {
    if (!selection.isOne()) {
      return several.subscribe(request, selection);
    }
    var topic = topics.toSubscribe(selection.names().getFirst());
    try {
      return topic.subscribe(request);
    } finally {
      topics.release(topic);
    }
  }

  private CompletableFuture<String> publish(Request request, String name, ServerSentEvent event) {
    TopicRights.of(request).checkPublish(name); // Between two lines of a request it may end.
    HubTopic topic;
    try {
      topic = topics.toPublish(name);
    } catch (IOException e) {
      throw topics.refusal(e);
    }
    try {
      return topic.publish(event);
    } finally {
      topics.release(topic);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
