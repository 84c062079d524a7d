package httpd.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.Body;
import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.testing.EventStreamParser;
import httpd.testing.EventStreamParser.Event;
import httpd.testing.Take;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.util.List;

/** A client of several files in the hands of a test. */
final class FilesReader implements AutoCloseable {

  private final Response response;
  private final LineSource source;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  FilesReader(Handler logs, Request request) throws Exception {
    this.response = logs.handle(request);
    assertEquals(200, response.status());
    this.source = ((Body.Lines) response.body()).source();
  }

  /** A client of events; {@code id} is where it comes back, "" for a new one. */
  static FilesReader events(Handler logs, String query, String id) throws Exception {
    var request = Request.get("/?as=sse&" + query);
    return new FilesReader(logs, id.isEmpty() ? request : request.withHeader("Last-Event-ID", id));
  }

  Response response() {
    return response;
  }

  LineSource source() {
    return source;
  }

  /** Waits until it has had so many events. */
  FilesReader read(int events) throws InterruptedException {
    while (events().size() < events) {
      var poll = Take.next(source);
      if (!(poll instanceof Line line)) {
        throw new AssertionError("no line, but " + poll + " after " + text());
      }
      byte[] whole = new byte[line.length()];
      line.copyTo(whole, 0);
      bytes.writeBytes(whole);
    }
    return this;
  }

  /** Waits for the next line. */
  String line() throws InterruptedException {
    return Take.line(source);
  }

  String text() {
    return bytes.toString(UTF_8);
  }

  List<Event> events() {
    return EventStreamParser.of(bytes.toByteArray()).events();
  }

  /** The file of each event, a colon, and the data. */
  List<String> lines() {
    return events().stream().map(event -> file(event) + ":" + event.data()).toList();
  }

  private static String file(Event event) {
    return URLDecoder.decode(event.lastEventId().split("\\.", -1)[0].replace('_', '%'), UTF_8);
  }

  /** What the client would send as {@code Last-Event-ID}. */
  String id() {
    return EventStreamParser.of(bytes.toByteArray()).lastEventId();
  }

  @Override
  public void close() {
    source.close();
  }
}
