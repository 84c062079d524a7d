package httpd.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.live.LiveLinesHandler;
import httpd.live.Presentation;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Outliving the upstream": {@code sse+http://}, an upstream for each client. */
class PersistentEventsTest extends ProxyTest {

  private static final String EVENTS = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
  private static final String LINES = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n";
  private static final Backoff SOON = (failures, wished) -> Duration.ofMillis(1);
  private static final Backoff LATE = (failures, wished) -> Duration.ofMinutes(5);
  private static final Duration PATIENT = Duration.ofSeconds(10);

  private Handler events(Backoff delays, Duration firstHead, String... urls) {
    var addresses = Stream.of(urls).map(UpstreamAddress::of).toList();
    var handler =
        new PersistentEventsHandler(
            new ProxyRoute("sse+x", addresses, UpstreamLimits.DEFAULT, TrustedProxies.NONE, false),
            Presentation.DEFAULT,
            client,
            firstHead,
            delays);
    return new LiveLinesHandler(handler, Presentation.DEFAULT);
  }

  private RawClient asking(Backoff delays) throws IOException {
    serve("/", events(delays, PATIENT, upstream.uri("/").toString()));
    return connect().get("/");
  }

  private static String chunk(String content) {
    return "%x\n%s\n".formatted(content.length(), content.replace('\n', '␊'));
  }

  private static void assertNext(RawClient reader, String event) throws IOException {
    var chunk = chunk(event);
    assertEquals(chunk, reader.readLike(chunk));
  }

  private void assertLogged(String words) {
    Eventually.isFine(() -> log.text().contains(words) ? null : log.text());
  }

  private static void assertBegins(RawClient reader) throws IOException {
    var head = reader.readHead().toLowerCase(Locale.ROOT);
    assertTrue(head.startsWith("http/1.1 200 "), head);
    for (var field :
        List.of(
            "content-type: text/event-stream\n",
            "cache-control: no-cache, no-transform\n",
            "x-accel-buffering: no\n",
            "vary: accept\n")) {
      assertTrue(head.contains(field), head);
    }
  }

  @Test
  @DisplayName("W-111 events pass as they came, whole, each one chunk")
  void whole() throws Exception {
    var reader = asking(SOON);
    var connection = upstream.next();
    connection.send(EVENTS + "\u00EF\u00BB\u00BFid:1\r\nretry: 9\r\n: note\r\ndata:x\r\n");
    connection.send("\r\n");
    assertBegins(reader);
    assertNext(reader, "id:1\nretry: 9\n: note\ndata:x\n\n");
    connection.send("data: y\n");
    connection.send("\n: beat\n");
    assertNext(reader, "data: y\n\n");
    assertNext(reader, ": beat\n\n");
  }

  @Test
  @DisplayName("W-154 an event that ends with CR alone waits for no further byte")
  void carriageReturns() throws Exception {
    var reader = asking(SOON);
    var connection = upstream.next();
    connection.send(EVENTS + "id: 1\rdata: a\r\r");
    assertBegins(reader);
    assertNext(reader, "id: 1\ndata: a\n\n");
    connection.send("\ndata: b\r\r"); // The LF belongs to the CR before it.
    assertNext(reader, "data: b\n\n");
  }

  @Test
  @DisplayName("W-111 an upstream of plain lines: each is an event, at once")
  void lines() throws Exception {
    var reader = asking(SOON);
    var connection = upstream.next();
    connection.send(LINES + "one\r\n");
    assertBegins(reader);
    assertNext(reader, "data: one\n\n");
    connection.send("two");
    connection.finish();
    assertNext(reader, "data: two\n\n");
    upstream.next().send(EVENTS + "data: three\n\n"); // It changed its mind.
    assertNext(reader, "data: three\n\n");
  }

  @Test
  @DisplayName(
      "W-112 it requests what the client requested, after the client's event, then"
          + " after the last one")
  void asks() throws Exception {
    serve("/x/", events(SOON, PATIENT, upstream.uri("/base?k=1").toString()));
    var reader =
        connect()
            .send(
                "GET /x/feed?q=2 HTTP/1.1\nHost: h\nAccept: */*\nAccept-Encoding: gzip\n"
                    + "Cookie: c=1\nRange: bytes=1-\nIf-None-Match: \"x\"\nConnection: a\nA: b\n"
                    + "Last-Event-ID: fü\n\n");
    var first = upstream.next();
    var head = first.head();
    assertTrue(head.startsWith("GET /base/feed?k=1&q=2 HTTP/1.1\r\n"), head);
    for (var field :
        List.of(
            "Accept: text/event-stream, */*;q=0.5\r\n",
            "Accept-Encoding: identity\r\n",
            "Cookie: c=1\r\n",
            "Via: 1.1 httpd-",
            "X-Forwarded-For: 127.0.0.1\r\n",
            "X-Forwarded-Host: h\r\n",
            "Last-Event-ID: f\u00C3\u00BC\r\n")) {
      assertEquals(2, head.split(java.util.regex.Pattern.quote(field), -1).length, field + head);
    }
    for (var name : List.of("range:", "if-none", "\r\na:", "gzip")) {
      assertFalse(head.toLowerCase(Locale.ROOT).contains(name), head);
    }
    first.send(EVENTS + "data: a\nid: \u00C3\u00A4\n\nid: half\ndata: never\n");
    assertBegins(reader);
    assertNext(reader, "data: a\nid: ä\n\n".replace("ä", "\u00E4"), "data: a\nid: ä\n\n");
    first.reset();
    var second = upstream.next();
    assertTrue(second.head().contains("Last-Event-ID: \u00C3\u00A4\r\n"), second.head());
    second.send(EVENTS + "data: b\n\n");
    assertNext(reader, "data: b\n\n");
  }

  /** The length on the wire is that of the bytes. */
  private static void assertNext(RawClient reader, String ofLatin1, String event)
      throws IOException {
    var size = event.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    var chunk = "%x\n%s\n".formatted(size, event.replace('\n', '␊'));
    assertTrue(ofLatin1.length() < size);
    assertEquals(chunk, reader.readLike(chunk));
  }

  @Test
  @DisplayName("W-112 an id in the query counts as a browser's would")
  void idInQuery() throws Exception {
    serve("/", events(SOON, PATIENT, upstream.uri("/").toString()));
    connect().get("/?last-event-id=f%C3%BC");
    var head = upstream.next().head();
    assertTrue(head.contains("Last-Event-ID: f\u00C3\u00BC\r\n"), head);
    var refused = connect().get("/?last-event-id=a%0Db");
    assertTrue(refused.readHead().startsWith("HTTP/1.1 400 "));
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 301, 304, 400, 401, 403, 404, 410, 451})
  @DisplayName("W-113 what says first that there is no stream is passed on, and not asked again")
  void passedOn(int status) throws Exception {
    var reader = asking(SOON);
    var body = status == 204 || status == 304 ? "" : "no";
    upstream
        .next()
        .send(
            "HTTP/1.1 %s Said\r\nLocation: /there\r\nContent-Length: %s\r\n\r\n%s"
                .formatted(status, body.length(), body));
    var head = reader.readHead();
    assertTrue(head.startsWith("HTTP/1.1 " + status + " "), head);
    assertTrue(head.toLowerCase(Locale.ROOT).contains("\nlocation: /there\n"), head);
    assertEquals(body, reader.readLike(body));
    assertEquals(1, upstream.connections());
    assertEquals(List.of(), log.records());
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 503})
  @DisplayName("W-113 what may pass is waited out: the stream begins")
  void waitedOut(int status) throws Exception {
    var reader = asking(SOON);
    for (int i = 0; i < 3; i++) {
      // A head alone is enough: its body does not come.
      upstream.next().send("HTTP/1.1 " + status + " Wait\r\nContent-Length: 9\r\n\r\n");
    }
    upstream.next().send(EVENTS + "data: x\n\n");
    assertBegins(reader);
    assertNext(reader, "data: x\n\n");
    assertEquals(1, log.records().size(), log.text());
    assertLogged("waiting for sse+x to come back: it answers " + status);
    Eventually.holds(
        "the others closed",
        () -> upstream.accepted().stream().limit(3).allMatch(each -> each.clientHasGone()));
  }

  @Test
  @DisplayName("W-113 a redirect, a 404 or an encoded response after the start leads to a retry")
  void waitedOutLater() throws Exception {
    var reader = asking(SOON);
    upstream.next().send("garbage\r\n\r\n");
    assertBegins(reader);
    upstream
        .next()
        .send(
            "HTTP/1.1 301 Moved\r\nLocation: /\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    upstream.next().send("HTTP/1.1 404 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    upstream.next().send(EVENTS.replace("\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n"));
    upstream.next().send(EVENTS + "data: x\n\n");
    assertNext(reader, "data: x\n\n");
  }

  @Test
  @DisplayName("W-114 204 ends the stream, as it would have ended there")
  void noContent() throws Exception {
    var reader = asking(SOON);
    var connection = upstream.next();
    connection.send(EVENTS + "data: x\n\n");
    assertBegins(reader);
    assertNext(reader, "data: x\n\n");
    connection.finish();
    upstream.next().send("HTTP/1.1 204 No Content\r\n\r\n");
    assertEquals("0\n\n", reader.readLike("0\n\n"));
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 410})
  @DisplayName(
      "W-114 a refusal after the start cuts the stream, and the client that reconnects"
          + " gets it")
  void refused(int status) throws Exception {
    var reader = asking(SOON);
    var connection = upstream.next();
    connection.send(EVENTS + "data: x\n\n");
    assertBegins(reader);
    connection.reset();
    upstream.next().send("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n");
    var rest = reader.readAll();
    assertEquals(chunk("data: x\n\n"), rest, "and no last chunk");
    assertLogged("the upstream answers " + status + " now");
  }

  @Test
  @DisplayName("W-115 an event that is too long is left out, with a comment in its place")
  void endless() throws Exception {
    var reader = asking(SOON);
    var connection = upstream.next();
    connection.send(EVENTS + "data: x\n\n");
    assertBegins(reader);
    assertNext(reader, "data: x\n\n");
    var line = "data: " + "y".repeat(64 * 1024 - 7) + "\n";
    for (int i = 0; i < 20; i++) {
      connection.send(line);
    }
    assertNext(reader, ": an event of more than 1048576 bytes was left out\n\n");
    connection.send("\ndata: after\n\n");
    assertNext(reader, "data: after\n\n");
    assertLogged("an event of more than 1048576 bytes was left out");
  }

  @Test
  @DisplayName(
      "W-110 the stream starts and sends heartbeats without an upstream; a client that"
          + " disconnects leaves nothing")
  void nobodyThere() throws Exception {
    int port;
    try (var gone = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = gone.getLocalPort();
    }
    serve(
        config().withHeartbeat(Duration.ofMillis(20)),
        "/",
        events(LATE, PATIENT, "http://127.0.0.1:" + port));
    var reader = connect().get("/");
    assertBegins(reader);
    for (int i = 0; i < 3; i++) {
      assertNext(reader, ":\n");
    }
  }

  @Test
  @DisplayName("W-110 it begins though the upstream has accepted and says nothing; then it goes on")
  void silent() throws Exception {
    serve("/", events(SOON, Duration.ofMillis(1), upstream.uri("/").toString()));
    var reader = connect().get("/");
    var connection = upstream.next();
    assertBegins(reader);
    connection.send(EVENTS + "data: x\n\n");
    assertNext(reader, "data: x\n\n");
    assertEquals(1, upstream.connections());
    reader.close();
    Eventually.holds("upstream closed", connection::clientHasGone);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName(
      "W-20 a client that leaves, before the head or while events come, closes its upstream")
  void leaves(boolean early) throws Exception {
    var reader = asking(SOON);
    var connection = upstream.next();
    if (!early) {
      connection.send(EVENTS);
      assertBegins(reader);
    }
    reader.close();
    Eventually.holds("upstream closed", connection::clientHasGone);
    assertEquals(1, upstream.connections());
  }

  @Test
  @DisplayName("W-116 of several the next is asked, at first and later")
  void turns() throws Exception {
    int port;
    try (var gone = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = gone.getLocalPort();
    }
    var urls = new String[] {"http://127.0.0.1:" + port, upstream.uri("/").toString()};
    serve("/", events(SOON, PATIENT, urls));
    var reader = connect().get("/");
    var first = upstream.next();
    first.send(EVENTS + "data: x\n\n");
    assertBegins(reader);
    assertNext(reader, "data: x\n\n");
    first.reset();
    upstream.next().send(EVENTS + "data: y\n\n");
    assertNext(reader, "data: y\n\n");
  }

  @Test
  @DisplayName(
      "W-117 a browser's address bar, and HEAD, get the page without a request to the"
          + " upstream")
  void page() throws Exception {
    serve("/", events(SOON, PATIENT, upstream.uri("/").toString()));
    for (var request :
        List.of(
            "GET /?as=page HTTP/1.1\nHost: h\n\n",
            "GET / HTTP/1.1\nHost: h\nAccept: text/html\n\n")) {
      var head = connect().send(request).readHead().toLowerCase(Locale.ROOT);
      assertTrue(head.contains("content-type: text/html"), head);
    }
    assertBegins(connect().send("HEAD / HTTP/1.1\nHost: h\n\n"));
    assertEquals(0, upstream.connections());
    connect().get("/?as=lines");
    var connection = upstream.next();
    connection.send(EVENTS);
    assertFalse(connection.clientHasGone());
  }

  @Test
  @DisplayName("W-112 the usual delays: from a quarter of a second to ten, or what was wished for")
  void delays() {
    for (int i = 0; i < 1000; i++) {
      assertBetween(125, 375, Backoff.USUAL.after(0, 0));
      assertBetween(250, 750, Backoff.USUAL.after(1, 0));
      assertBetween(5000, 15_000, Backoff.USUAL.after(1000, 0));
      assertBetween(3000, 4500, Backoff.USUAL.after(0, 3000));
      assertBetween(60_000, 90_000, Backoff.USUAL.after(0, Long.MAX_VALUE));
    }
  }

  private static void assertBetween(long least, long most, Duration delay) {
    assertTrue(delay.toMillis() >= least && delay.toMillis() <= most, delay.toString());
  }
}
