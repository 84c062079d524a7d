package httpd.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import httpd.Body;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.testing.Take;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Events": lines that each client has for itself, as {@code exec:} gives them. */
class LiveLinesHandlerTest {

  private final AtomicInteger calls = new AtomicInteger();

  private List<String> answer(Presentation presentation, String target) throws Exception {
    return lines(respond(presentation, target));
  }

  private Response respond(Presentation presentation, String target) throws Exception {
    return new LiveLinesHandler(
            request -> {
              calls.incrementAndGet();
              return Response.lines(List.of("a", "data: b", "").iterator());
            },
            presentation)
        .handle(Request.get(target));
  }

  private static List<String> lines(Response response) throws Exception {
    try (var source = ((Body.Lines) response.body()).source()) {
      return Take.all(source);
    }
  }

  @Test
  @DisplayName("D-15 events have no ids, since there is nothing to come back to")
  void events() throws Exception {
    var expected = List.of("data: a\n", "data: data: b\n", "data: \n");
    assertEquals(expected, answer(Presentation.DEFAULT, "/?as=sse"));
    assertEquals(expected, answer(Presentation.DEFAULT.withOnly(View.EVENTS), "/?as=lines"));
  }

  @Test
  @DisplayName("D-10, D-12 everybody else gets the lines as they are")
  void plain() throws Exception {
    var expected = List.of("a", "data: b", "");
    assertEquals(expected, answer(Presentation.DEFAULT, "/"));
    assertEquals(expected, answer(Presentation.DEFAULT.withOnly(View.LINES), "/?as=sse"));
  }

  @Test
  @DisplayName("V-6 a body that is an event stream already passes unchanged, with its type")
  void verbatim() throws Exception {
    var response = respond(Presentation.DEFAULT.withOnly(View.VERBATIM), "/");
    assertEquals("text/event-stream", response.headers().get("Content-Type"));
    assertEquals(List.of("a", "data: b", ""), lines(response));
  }

  @Test
  @DisplayName("D-11, D-14 an invalid request, or one for the page, starts nothing")
  void notCalled() throws Exception {
    assertThrows(HttpException.class, () -> respond(Presentation.DEFAULT, "/?as=x"));
    var page = respond(Presentation.DEFAULT, "/?as=page");
    assertEquals("text/html; charset=utf-8", page.headers().get("Content-Type"));
    assertEquals(0, calls.get());
  }

  @Test
  @DisplayName("D-10 a response without lines passes unchanged")
  void noLines() throws Exception {
    var refusal = Response.text("too many").withStatus(503);
    var presented = new LiveLinesHandler(request -> refusal, Presentation.DEFAULT);
    assertEquals(refusal, presented.handle(Request.get("/?as=sse")));
  }
}
