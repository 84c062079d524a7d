package httpd.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.AccessEvent;
import httpd.server.log.LogFormat;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What handlers answer, on the wire and without one. */
class HandlersTest extends WireTest {

  record Point(int x, int y) {}

  private final HttpClient client = HttpClient.newHttpClient();
  private URI address;

  @AfterEach
  void closeClient() {
    client.close();
  }

  private void serveAt(httpd.Handler handler) throws IOException {
    address = URI.create("http:/" + serve(handler).address());
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(address.resolve(path));
  }

  private static String text(HttpResponse<byte[]> answer) {
    return answer.statusCode() + " " + new String(answer.body(), UTF_8);
  }

  @Test
  @DisplayName("Q-1 bytes are sent unchanged, with their type and length, many of them too")
  void bytes() throws Exception {
    byte[] large = new byte[3_000_000];
    new Random(1).nextBytes(large);
    serveAt(request ->
        request.path().equals("/large")
            ? Response.bytes(large, "image/x-icon")
            : new Response(200, Headers.EMPTY, Body.of(new byte[] {'a', 0, 'b'})));
    assertEquals("200 a\0b", text(send(at("/"))));
    var answer = send(at("/large"));
    assertArrayEquals(large, answer.body());
    assertEquals("image/x-icon", answer.headers().firstValue("content-type").orElseThrow());
    assertEquals(3_000_000, answer.headers().firstValueAsLong("content-length").orElseThrow());
    var head = send(at("/large").HEAD());
    assertEquals(3_000_000, head.headers().firstValueAsLong("content-length").orElseThrow());
  }

  @Test
  @DisplayName("Q-4, Q-5 a record goes both ways as JSON; what is not one is a 400 with its place")
  void json() throws Exception {
    serveAt(request -> {
      var point = request.json(Point.class);
      return Response.json(Map.of("sum", point.x() + point.y(), "of", point));
    });
    var answer = send(at("/").POST(BodyPublishers.ofString("{\"x\":1,\"y\":2}")));
    assertTrue(text(answer).contains("\"sum\":3"), text(answer));
    assertTrue(text(answer).contains("\"of\":{\"x\":1,\"y\":2}"), text(answer));
    assertEquals("application/json", answer.headers().firstValue("content-type").orElseThrow());
    assertEquals(
        "400 The request body is not valid: line 2, column 2: \"z\" is not expected here\n",
        text(send(at("/").POST(BodyPublishers.ofString("{\"x\":1,\n \"z\":2}")))));
    var long1 = "[" + " ".repeat(Request.LONGEST_TEXT) + "]";
    assertEquals(413, send(at("/").POST(BodyPublishers.ofString(long1))).statusCode());
  }

  @Test
  @DisplayName("Q-4 what has no form in JSON is an error of the handler")
  void notJson() {
    var circle = new ArrayList<Object>();
    circle.add(circle);
    assertThrows(IllegalArgumentException.class, () -> Response.json(circle));
  }

  @Test
  @DisplayName("Q-10 onError serves the server's refusals of hosts and of other sites' pages")
  void refusals() throws Exception {
    var router =
        Router.of(Route.any("/", request -> Response.text("served")))
            .onError(
                HttpException.class,
                (request, why) ->
                    Response.text("refused " + why.status()).withStatus(why.status()));
    address = URI.create("http:/" + serve(router).address());
    var foreign = connect().send("GET / HTTP/1.1\nHost: rebound.example\n\n");
    assertTrue(foreign.readUntil("refused 421").startsWith("HTTP/1.1 421 "));
    var page = at("/").POST(BodyPublishers.noBody()).header("Origin", "http://evil.example");
    assertEquals("403 refused 403", text(send(page)));
  }

  @Test
  @DisplayName("Q-14 an HttpException has headers for the response, and keeps its cause to itself")
  void headersOfFailures() throws Exception {
    var headers = Headers.of("WWW-Authenticate", "Basic", "X-Tag", "1");
    serveAt(request -> {
      throw new HttpException(401, "who?", headers, new IOException("secret"));
    });
    var answer = send(at("/"));
    assertEquals("401 who?\n", text(answer));
    assertEquals("Basic", answer.headers().firstValue("www-authenticate").orElseThrow());
    assertFalse(answer.headers().toString().contains("secret"));
    assertEquals("", log.text());
  }

  @Test
  @DisplayName("Q-18 redirect() is a 302 or another status with Location, in ASCII")
  void redirect() {
    assertEquals("/a?b#c", Response.redirect("/a?b#c").headers().get("Location"));
    assertEquals("/%C3%A9", Response.redirect("/é").headers().get("Location"));
    assertEquals(302, Response.redirect("/").status());
    assertEquals(308, Response.redirect(308, "/").status());
    assertThrows(IllegalArgumentException.class, () -> Response.redirect("/a\r\nX: y"));
    assertThrows(IllegalArgumentException.class, () -> Response.redirect(200, "/"));
  }

  @Test
  @DisplayName("Q-19 the access log knows the pattern of the route, which the log lines leave out")
  void route() throws Exception {
    var events = new LinkedBlockingQueue<AccessEvent>();
    var router = Router.of(Route.get("/hello/{name}", request -> Response.text("hi")));
    serve(config().withAccessLog(events::add), router);
    connect().get("/hello/ada").get("/nothing");
    var hello = events.poll(10, TimeUnit.SECONDS);
    assertEquals("/hello/{name}", hello.route());
    assertEquals(null, events.poll(10, TimeUnit.SECONDS).route());
    for (var format : LogFormat.values()) {
      assertFalse(format.line(hello).contains("{name}"), format.toString());
    }
  }

  @Test
  @DisplayName("Q-20 every body can be read in a test without a server, and is closed by it")
  void readWithoutServer(@TempDir Path directory) throws Exception {
    var file = Files.writeString(directory.resolve("a.txt"), "of a file");
    assertEquals("é", Response.text("é").readText());
    assertEquals("ab", Response.chunks(List.of("a", "b")).readText());
    assertEquals("a\nb\n", Response.lines(List.of("a", "b").iterator()).readText());
    assertEquals("data: a\n\n", Response.events(List.of("a").iterator()).readText());
    assertEquals("of a file", Response.file(file).readText());
    assertEquals("", Response.status(204).readText());
    var broken = Response.lines(List.of("a").stream().map(line -> fail()));
    assertThrows(IOException.class, broken::readText);
    var echo = (httpd.Handler) request -> Response.lines(request.lines().map(l -> l + "!"));
    assertEquals("a!\nb!\n", echo.handle(Request.post("/", "a\nb")).readText());
  }

  private static String fail() {
    throw new IllegalStateException("broken");
  }
}
