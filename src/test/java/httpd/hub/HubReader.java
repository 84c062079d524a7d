package httpd.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.Body;
import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.testing.EventStreamParser;
import httpd.testing.EventStreamParser.Event;
import httpd.testing.Take;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A subscriber in the hands of a test: it reads events, and knows where to come back. */
final class HubReader implements AutoCloseable {

  private final Response response;
  private final LineSource source;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private HubReader(Response response) {
    assertEquals(200, response.status());
    this.response = response;
    this.source = ((Body.Lines) response.body()).source();
  }

  static HubReader of(Handler hub, Request request) throws Exception {
    return new HubReader(hub.handle(request));
  }

  /** A reader of events; {@code id} is where it comes back, null for a new one. */
  static HubReader events(Handler hub, String query, String id) throws Exception {
    var request = Request.get("/?as=sse&" + query);
    return of(hub, id == null ? request : request.withHeader("Last-Event-ID", id));
  }

  static String publish(Handler hub, String topic, String data) throws Exception {
    var response = hub.handle(Request.post("/?topic=" + topic, data));
    assertEquals(201, response.status());
    return response.headers().get("Httpd-Event-Id");
  }

  Response response() {
    return response;
  }

  LineSource source() {
    return source;
  }

  /** Reads at most so many lines of those that are there. */
  void readAtMost(int lines) {
    for (int i = 0; i < lines && source.poll(() -> {}) instanceof Line line; i++) {
      add(line);
    }
  }

  /** Reads all that is there now. */
  HubReader read() {
    while (source.poll(() -> {}) instanceof Line line) {
      add(line);
    }
    return this;
  }

  /** Waits until it has had so many events. */
  HubReader read(int events) throws InterruptedException {
    while (events().size() < events) {
      readOne();
    }
    return this;
  }

  /** Waits for one line, be it an event or not. */
  void readOne() throws InterruptedException {
    var poll = Take.next(source);
    if (poll instanceof Line line) {
      add(line);
    } else {
      throw new AssertionError("no line, but " + poll);
    }
  }

  Poll next() throws InterruptedException {
    return Take.next(source);
  }

  private void add(Line line) {
    byte[] whole = new byte[line.length()];
    line.copyTo(whole, 0);
    bytes.writeBytes(whole);
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  List<Event> events() {
    return EventStreamParser.of(bytes()).events();
  }

  List<String> data() {
    return events().stream().map(Event::data).toList();
  }

  /** The data of events of several topics, by the topics that their ids name. */
  static Map<String, List<String>> dataByTopic(List<Event> events) {
    var data = new HashMap<String, List<String>>();
    for (var event : events) {
      data.computeIfAbsent(topicOf(event), topic -> new ArrayList<>()).add(event.data());
    }
    return data;
  }

  private static String topicOf(Event event) {
    var name = event.lastEventId().split("\\.", -1)[0];
    return URLDecoder.decode(name.replace('_', '%'), UTF_8);
  }

  /** What the client would send as {@code Last-Event-ID}. */
  String lastEventId() {
    return EventStreamParser.of(bytes()).lastEventId();
  }

  @Override
  public void close() {
    source.close();
  }
}
