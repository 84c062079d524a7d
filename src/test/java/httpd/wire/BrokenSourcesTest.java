package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Headers;
import httpd.Response;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.net.Transport;
import httpd.testing.SlowLines;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, S-35 and S-36: what breaks its contract harms its own response alone. */
class BrokenSourcesTest extends WireTest {

  /** Gives these polls, then throws; and throws when it is closed. */
  private static Response broken(List<? extends Poll> polls) {
    Iterator<? extends Poll> left = polls.iterator();
    return new Response(
        200,
        Headers.EMPTY,
        new Body.Lines(
            new LineSource() {
              @Override
              public Poll poll(Runnable wake) {
                if (left.hasNext()) {
                  return left.next();
                }
                throw new NoClassDefFoundError("made up");
              }

              @Override
              public void close() {
                throw new NoClassDefFoundError("made up as well");
              }
            }));
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-35 an Error in a source cuts its stream, and no other gets its lines")
  void errorInPoll(Transport transport) throws Exception {
    var lines = new SlowLines();
    serve(
        transport,
        request ->
            request.path().equals("/broken")
                ? broken(List.of(Line.of("one")))
                : Response.lines(lines));
    var other = connect().get("/");
    other.readHead();
    var all = connect().get("/broken").readAll();
    assertTrue(all.endsWith("\n\n4\none␊\n"), all);
    lines.emit("two");
    assertEquals("4\ntwo␊\n", other.readLike("4\ntwo␊\n"));
    assertTrue(log.text().contains("made up"), log.text());
  }

  @Test
  @DisplayName("S-35 a source that answers null cuts its stream, and no other gets what was framed")
  void nullPoll() throws Exception {
    serve(request ->
        request.path().equals("/broken")
            ? broken(java.util.Arrays.asList(Line.of("one"), null))
            : Response.lines(List.of("two").iterator()));
    var client = connect().get("/broken");
    client.readHead();
    assertEquals("FIN", client.readEnd());
    assertTrue(connect().get("/").readUntil("0\n\n").endsWith("\n\n4\ntwo␊\n0\n\n"));
  }

  @Test
  @DisplayName("S-35 a source that throws when it is closed ends all the same")
  void errorInClose() throws Exception {
    serve(request -> broken(List.of(Line.of("one"), Poll.END)));
    var client = connect();
    for (int i = 0; i < 2; i++) {
      assertTrue(client.get("/").readUntil("0\n\n").endsWith("\n\n4\none␊\n0\n\n"));
    }
    assertTrue(log.text().contains("closing a line source failed"), log.text());
  }

  @Test
  @DisplayName("S-36 an exception that cannot say what it is, or is its own cause, is a 500")
  @SuppressWarnings("OverrideThrowableToString") // That is what it is about.
  void brokenExceptions() throws Exception {
    var first = new IllegalStateException("first");
    first.initCause(new IllegalStateException("second", first));
    serve(request -> {
      if (request.path().equals("/circle")) {
        throw first;
      }
      throw new IllegalStateException() {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
          throw new IllegalStateException("no words");
        }
      };
    });
    assertTrue(connect().get("/circle").readHead().startsWith("HTTP/1.1 500 "));
    assertTrue(connect().get("/").readHead().startsWith("HTTP/1.1 500 "));
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-20 a head that fills the connection's buffer does not stop its lines")
  void hugeHead(Transport transport) throws Exception {
    var lines = new SlowLines().emit("one");
    serve(transport, request -> Response.lines(lines).withHeader("X", "x".repeat(70_000)));
    var client = connect().get("/");
    client.readHead();
    assertEquals("4\none␊\n", client.readLike("4\none␊\n"));
    lines.emit("two");
    assertEquals("4\ntwo␊\n", client.readLike("4\ntwo␊\n"));
  }
}
