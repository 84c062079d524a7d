package httpd.live;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.line.LineSource;
import httpd.line.PositionedSource;
import httpd.sse.EventEncoder;
import httpd.sse.EventEncoder.Form;
import httpd.topic.HasTopics;
import httpd.topic.Topic;
import httpd.topic.Topic.Resumption;
import httpd.topic.TopicSource;
import httpd.topic.TopicView;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Serves a topic as plain lines, as events or as the page. {@code ?last=N} begins with the last N
 * lines; {@code ?after=POSITION} continues after a line, {@code Last-Event-ID} after an event;
 * {@code ?grep=TEXT} asks for some of them. The response names the position where it begins in
 * {@code Httpd-Position}.
 */
public final class TopicHandler implements Handler, HasTopics {

  /** The most lines that a client may ask for. */
  public static final int MOST_LINES = 100_000;

  /** The field of a response that has the position where it begins. */
  public static final String POSITION = "Httpd-Position";

  /** The field of a response that has the time when its lines ended. */
  public static final String ENDED = "Httpd-Ended";

  /** The field of a response that has the newest position at its beginning. */
  static final String NEWEST = "Httpd-Newest";

  private final String name;
  private final Topic topic;
  private final Beginning beginning;
  private final Presentation presentation;
  private final EventEncoder encoder;
  private final LongAdder dropped = new LongAdder();

  /** The lines for a client that does not say where to begin. */
  private interface Beginning {
    PositionedSource lines(Grep grep) throws IOException;
  }

  /** A handler for a topic of lines, whose clients get the {@code last} ones first. */
  public TopicHandler(String name, Topic topic, int last) {
    this(name, topic, Presentation.DEFAULT.withLast(last), Form.DATA);
  }

  /** A handler for a topic whose lines are of this form. */
  public TopicHandler(String name, Topic topic, Presentation presentation, Form form) {
    this(name, topic, grep -> grep.last(topic, presentation.last()), presentation, form);
  }

  private TopicHandler(
      String name, Topic topic, Beginning beginning, Presentation presentation, Form form) {
    this.name = name;
    this.topic = topic;
    this.beginning = beginning;
    this.presentation = presentation;
    this.encoder = new EventEncoder(form);
  }

  /**
   * A handler for one request, with lines that are open already. A client that asks for others gets
   * those of the same topic; the given lines hold nothing if they are not used.
   */
  public static TopicHandler beginningWith(TopicSource lines) {
    var topic = lines.topic();
    return new TopicHandler(
        topic.toString(), topic, grep -> lines, Presentation.DEFAULT, Form.DATA);
  }

  /** The number of events that slow clients missed and were notified of. */
  public long dropped() {
    return dropped.sum();
  }

  @Override
  public List<TopicView> topics(int most) throws IOException {
    return List.of(topic.view(name));
  }

  @Override
  public Response handle(Request request) throws Exception {
    return switch (presentation.view(request)) {
      case EVENTS -> events(request);
      case PAGE -> presentation.page(request);
      case LINES, VERBATIM -> lines(request);
    };
  }

  private Response events(Request request) throws IOException {
    var events = new TopicEvents(topic, encoder, presentation, dropped);
    var id = Presentation.lastEventId(request);
    if (id != null && topic.ended() != null && id.equals(topic.bounds().newest())) {
      return ended(Response.status(204)); // An EventSource does not come back.
    }
    if (id != null) {
      return ended(events.after(request, id));
    }
    boolean hasOlder = request.query("last") != null || presentation.last() > 0;
    return ended(
        hasOlder ? events.fromLast(request, begin(request)) : events.from(request, begin(request)));
  }

  /** Names the time when a topic ended, for a client that comes later. */
  private Response ended(Response response) {
    var end = topic.ended();
    return end == null
        ? response
        : response.withHeader(ENDED, end.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private Response lines(Request request) throws IOException {
    var after = request.query("after");
    if (after == null) {
      return lines(request, begin(request));
    }
    if (request.query("last") != null) {
      throw new HttpException(400, "after= and last= exclude each other: use one of them");
    }
    return switch (resume(after)) {
      case Resumption.Found(var source) -> lines(request, source);
      case Resumption.Lost(Topic.Bounds(var oldest, var newest)) -> lost(after, oldest, newest);
    };
  }

  private Response lines(Request request, PositionedSource source) {
    var position = source.position();
    return ended(
        presentation.lines(asked(Grep.of(request), source)).withHeader(POSITION, position));
  }

  private LineSource asked(Grep grep, PositionedSource source) {
    return encoder.form() == Form.DATA ? grep.lines(source) : grep.data(source);
  }

  private Resumption resume(String after) throws IOException {
    try {
      return topic.after(after);
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, "after=" + e.getMessage());
    }
  }

  private PositionedSource begin(Request request) throws IOException {
    var grep = Grep.of(request);
    var last = request.query("last");
    return last == null ? beginning.lines(grep) : grep.last(topic, count(last));
  }

  /** Reads the value of {@code ?last=}; throws a 400 if it is not such a number. */
  public static int count(String asked) {
    int count = asked.matches("[0-9]{1,6}") ? Integer.parseInt(asked) : -1;
    if (count < 0 || count > MOST_LINES) {
      throw new HttpException(400, "last=" + asked + ": a number from 0 to " + MOST_LINES);
    }
    return count;
  }

  private Response lost(String after, String oldest, String newest) {
    var lost =
        Response.text(
                "the lines after position %s are gone; ?after=%s gives all that are kept, ?after=%s new ones\n"
                    .formatted(after, oldest, newest))
            .withStatus(410)
            .withHeader("Httpd-Oldest", oldest)
            .withHeader(NEWEST, newest);
    return presentation.varied(lost);
  }

  @Override
  public String toString() {
    return name;
  }
}
