package httpd.wire;

import static httpd.auth.token.MadeTokens.claims;
import static httpd.auth.token.MadeTokens.good;
import static httpd.auth.token.MadeTokens.hs256;
import static httpd.auth.token.MadeTokens.now;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.CloseReason;
import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.auth.token.ExpectedClaims;
import httpd.auth.token.MadeTokens;
import httpd.auth.token.TokenHandler;
import httpd.auth.token.TokenKeys;
import httpd.durable.StreamsHandler;
import httpd.hub.HubHandler;
import httpd.limit.Limits;
import httpd.live.Presentation;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.AccessEvent;
import httpd.server.SitePolicy;
import httpd.server.SitePolicy.Guard;
import httpd.server.log.LogFormat;
import httpd.topic.MemoryLogStore;
import httpd.topic.Retention;
import httpd.topic.TopicRights;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC, "Rights by token", on the wire: what tokens open, and until when. */
class TokenRightsTest extends WireTest {

  private static final String HS = "{\"alg\":\"HS256\"}";

  @TempDir Path folder;

  private TokenKeys keys;

  @BeforeEach
  void makeKeys() throws Exception {
    keys = TokenKeys.read(List.of(MadeTokens.write(folder.resolve("k"), MadeTokens.SECRET)));
  }

  private TokenHandler tokens(Handler next) {
    return TokenHandler.of(keys, ExpectedClaims.NONE, next);
  }

  private static Handler hub() {
    return new HubHandler("hub:", 10, Presentation.DEFAULT);
  }

  private static String rights(String publish, String subscribe) {
    return of(now() + 600 + "", "httpd", publish, subscribe);
  }

  private static String of(String exp, String claim, String publish, String subscribe) {
    var claims =
        "{\"exp\":%s,\"sub\":\"ada\",\"%s\":{\"publish\":[%s],\"subscribe\":[%s]}}"
            .formatted(exp, claim, quoted(publish), quoted(subscribe));
    return hs256(HS, claims);
  }

  private static String quoted(String names) {
    return names.isEmpty() ? "" : "\"" + names.replace(" ", "\",\"") + "\"";
  }

  private String status(String line, String token) throws Exception {
    var client = connect();
    client.send(line + " HTTP/1.0\nAuthorization: Bearer " + token + "\nContent-Length: 0\n\n");
    return client.readHead().substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
  }

  @ParameterizedTest(name = "{0} opens {1}")
  @CsvSource({
    "httpd, news, news, true",
    "httpd, news, new, false",
    "httpd, news, newss, false",
    "httpd, n*, news, true",
    "httpd, *s, news, true",
    "httpd, n*w*s, news, true",
    "httpd, *, news, true",
    "httpd, *, a/b, false",
    "httpd, a/*, a/b, true",
    "httpd, a/*, a/b/c, false",
    "httpd, a/**, a/b/c, true",
    "httpd, **, a/b/c, true",
    "httpd, */b, a/b, true",
    "httpd, **/c, a/b/c, true",
    "httpd, x news, news, true",
    "httpd, a?, ab, false",
    "mercure, *, a/b/c, true",
    "mercure, news, news, true",
    "mercure, n*, news, false",
    "mercure, {x}, news, false",
    "mercure, https://a.example/b, https://a.example/b, true",
  })
  @DisplayName("JT-40, JT-41, JT-42 names and patterns of topics open one action each")
  void matrix(String claim, String name, String topic, boolean opens) throws Exception {
    serve(tokens(hub()));
    var exp = now() + 600 + "";
    var publishes = of(exp, claim, name, "");
    var subscribes = of(exp, claim, "", name);
    assertEquals(opens ? "201" : "403", status("POST /?topic=" + topic, publishes));
    assertEquals(opens ? "201" : "403", status("PUT /?topic=" + topic, publishes));
    assertEquals("403", status("GET /?topic=" + topic, publishes));
    assertEquals("403", status("GET /?topic=" + topic + "&presence", publishes));
    assertEquals("403", status("POST /?topic=" + topic, subscribes));
    assertEquals(opens ? "200" : "403", status("HEAD /?topic=" + topic, subscribes));
    assertEquals(opens ? "200" : "403", status("GET /?topic=" + topic + "&presence", subscribes));
  }

  @Test
  @DisplayName("JT-42 one of several topics without the right closes all")
  void severalTopics() throws Exception {
    serve(tokens(hub()));
    var token = rights("", "a b");
    assertEquals("200", status("HEAD /?topic=a&topic=b", token));
    assertEquals("403", status("HEAD /?topic=a&topic=c", token));
    assertEquals("403", status("HEAD /?topic=a&topic=**&topic=c", token));
    assertEquals("403", status("HEAD /", token)); // Its topic has the name "".
    assertEquals("200", status("HEAD /", rights("", "*")));
  }

  @Test
  @DisplayName("JT-43 a pattern gives only topics that the token opens, also those that come later")
  void narrowed() throws Exception {
    serve(tokens(hub()));
    var all = rights("**", "**");
    assertEquals("201", status("POST /?topic=secret/a", all));
    assertEquals("201", status("POST /?topic=open/a", all));
    assertEquals("403", status("GET /?topic=**", rights("**", "")));
    var client = connect();
    var token = rights("", "open/*");
    client.send(
        "GET /?topic=**&last=10 HTTP/1.1\nHost: test\nAccept: text/event-stream\nAuthorization:"
            + " Bearer "
            + token
            + "\n\n");
    client.readHead();
    var poster = connect();
    for (var topic : List.of("secret/a", "secret/b", "open/b", "open/a")) {
      poster.send(
          "POST /?topic="
              + topic
              + " HTTP/1.1\nHost: test\nContent-Length: 2\nAuthorization: Bearer "
              + all
              + "\n\n"
              + topic.charAt(0)
              + topic.charAt(topic.length() - 1));
      poster.readUntil("␊");
    }
    var events = client.readUntil("data: oa␊");
    assertTrue(events.contains("data: ob␊"), events);
    assertFalse(events.contains("data: s"), events);
    assertFalse(events.contains("secret"), events);
  }

  @Test
  @DisplayName("JT-20, JT-51 the three places of a token, and what caches and links may do")
  void places() throws Exception {
    serve(tokens(hub()));
    var token = rights("**", "**");
    var same = "Authorization: bearer " + token + "\nCookie: a=b; httpd_token=" + token + "\n";
    for (var fields : List.of("Cookie: x=1;httpd_token=" + token + " ; y=2\n", same)) {
      var answer = connect().send("POST /?topic=a HTTP/1.0\n" + fields + "\n").readAll();
      assertTrue(answer.startsWith("HTTP/1.1 201 "), answer);
      assertTrue(answer.contains("\nCache-Control: private\n"), answer);
      assertFalse(answer.contains("Referrer-Policy"), answer);
    }
    var query = "?topic=a&authorization=" + token;
    var answer = connect().send("POST /" + query + " HTTP/1.0\n\n").readAll();
    assertTrue(answer.contains("\nReferrer-Policy: no-referrer\n"), answer);
    var stream =
        connect().send("HEAD /" + query + " HTTP/1.0\nAccept: text/event-stream\n\n").readAll();
    assertTrue(stream.contains("no-cache") && stream.contains(", private\n"), stream);
  }

  @Test
  @DisplayName("JT-50 with a cookie, pages of other sites get a 403; with a token of their own not")
  void otherSites() throws Exception {
    var sites = SitePolicy.DEFAULT.withGuard(Guard.NONE);
    serve(
        config().withSites(sites),
        tokens(hub()).withGuard(guarded -> sites.guarded(Guard.ALL, guarded)));
    var token = rights("**", "**");
    var cookie = "Cookie: httpd_token=" + token + "\n";
    for (var method : List.of("GET", "HEAD", "POST")) {
      var evil =
          method
              + " /?topic=a HTTP/1.0\nHost: localhost\nOrigin: https://evil.example\n"
              + "Sec-Fetch-Site: cross-site\nSec-Fetch-Mode: cors\n";
      var answer = connect().send(evil + cookie + "\n").readHead();
      assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
      var own = connect().send(evil + "Authorization: Bearer " + token + "\n\n").readHead();
      assertFalse(own.startsWith("HTTP/1.1 403 "), own);
    }
    var site = "POST /?topic=a HTTP/1.0\nHost: localhost\nSec-Fetch-Site: same-origin\n";
    assertTrue(connect().send(site + cookie + "\n").readHead().startsWith("HTTP/1.1 201 "));
  }

  @Test
  @DisplayName("JT-52 no log has a token of a query, as a target or as the page before")
  void accessLog() throws Exception {
    BlockingQueue<AccessEvent> events = new LinkedBlockingQueue<>();
    serve(config().withAccessLog(events::add), tokens(hub()));
    var token = rights("**", "**");
    var target = "/?authorization=" + token + "&topic=a&%61uthorization=" + token;
    connect()
        .send("HEAD " + target + " HTTP/1.0\nReferer: https://a.example" + target + "\n\n")
        .readAll();
    var event = Objects.requireNonNull(events.poll(10, TimeUnit.SECONDS));
    assertEquals(200, event.status());
    assertEquals("ada", event.user());
    assertEquals("/?authorization=...&topic=a&%61uthorization=...", event.asked().target());
    for (var format : LogFormat.values()) {
      var line = format.line(event);
      assertTrue(line != null && !line.contains(token.substring(0, 20)), line);
    }
    var request = Request.get(target);
    assertEquals("GET /?authorization=...&topic=a&%61uthorization=...", request.toString());
    assertEquals(List.of(), log.records());
  }

  @Test
  @DisplayName("JT-29, JT-53 the handler knows the user, and gets neither field nor cookie")
  void user() throws Exception {
    var seen = new AtomicReference<Request>();
    serve(
        tokens(request -> {
          TopicRights.of(request).checkPublish("news");
          seen.set(request);
          return Response.text("x");
        }));
    connect()
        .send(
            "GET / HTTP/1.0\nAuthorization: Bearer "
                + good()
                + "\nCookie: a=b; httpd_token="
                + good()
                + "; c=d\n\n")
        .readAll();
    var request = seen.get();
    assertEquals("ada", request.user());
    assertEquals("Bearer", request.authType());
    assertNull(request.header("Authorization"));
    assertEquals("a=b; c=d", request.header("Cookie"));
    var nameless = hs256(HS, "{\"exp\":" + (now() + 600) + "," + MadeTokens.RIGHTS + "}");
    assertEquals("200", status("GET /", nameless));
    assertNull(seen.get().user());
    assertEquals("401", status("GET /", hs256(HS, claims("").replace("ada", "a".repeat(257)))));
    assertEquals("401", status("GET /", hs256(HS, claims("").replace("ada", " "))));
  }

  @Test
  @DisplayName("JT-46 a handler that does not ask for rights answers nobody")
  void notAsked() throws Exception {
    serve(tokens(request -> Response.text("secret")));
    var answer =
        connect().send("GET / HTTP/1.0\nAuthorization: Bearer " + good() + "\n\n").readAll();
    assertTrue(answer.startsWith("HTTP/1.1 500 ") && !answer.contains("secret"), answer);
    assertTrue(log.text().contains("answers without asking for rights"), log.text());
  }

  /** Of a token that ends in 0.4 seconds: a minute after its exp. */
  private static String soon() {
    double exp = System.currentTimeMillis() / 1000.0 - 60 + 0.4;
    return of(Double.toString(exp), "httpd", "**", "**");
  }

  @Test
  @DisplayName("JT-45 an event stream ends between two events when its token does, with a retry")
  void eventsEnd() throws Exception {
    serve(tokens(hub()));
    var fields = "Accept: text/event-stream\nAuthorization: Bearer " + soon() + "\n";
    var client = connect().send("GET /?topic=a HTTP/1.1\nHost: test\n" + fields + "\n");
    var all = client.readAll();
    assertTrue(all.startsWith("HTTP/1.1 200 ") && all.contains("retry: 1"), all);
    assertFalse(all.endsWith("0\n\n"), all); // A cut, no end.
  }

  @Test
  @DisplayName("JT-45 lines are cut when the token ends")
  void linesEnd() throws Exception {
    BlockingQueue<AccessEvent> events = new LinkedBlockingQueue<>();
    serve(config().withAccessLog(events::add), tokens(hub()));
    var client = connect();
    client.send("GET /?topic=a HTTP/1.1\nHost: test\nAuthorization: Bearer " + soon() + "\n\n");
    var all = client.readAll();
    assertTrue(all.startsWith("HTTP/1.1 200 ") && !all.endsWith("0\n\n"), all);
    AccessEvent event;
    do {
      event = Objects.requireNonNull(events.poll(10, TimeUnit.SECONDS));
    } while (event.phase() != AccessEvent.Phase.DONE);
    assertEquals(CloseReason.STREAM_TOO_OLD, event.reason());
    assertEquals(List.of(), log.records());
  }

  @Test
  @DisplayName("JT-44 an event that comes after the end of the token is not published")
  void publicationEnds() throws Exception {
    serve(Router.of(Route.of(Set.of(), "/{t}", tokens(hub()))));
    var reader = connect();
    var token = soon();
    var poster = connect();
    poster.send(
        "POST /a?lines HTTP/1.1\nHost: test\nTransfer-Encoding: chunked\nAuthorization: Bearer "
            + token
            + "\n\n");
    poster.sendRaw("4\r\none\n\r\n".getBytes(UTF_8));
    reader.send("GET /a?last=1 HTTP/1.1\nHost: test\nAuthorization: Bearer " + token + "\n\n");
    assertTrue(reader.readAll().startsWith("HTTP/1.1 200 "));
    poster.sendRaw("4\r\ntwo\n\r\n0\r\n\r\n".getBytes(UTF_8));
    var answer = poster.readHead();
    assertTrue(answer.startsWith("HTTP/1.1 401 "), answer);
    assertTrue(answer.contains("error=\"invalid_token\""), answer);
    var kept = connect();
    kept.send(
        "GET /a?last=9 HTTP/1.1\nHost: test\nAuthorization: Bearer " + rights("**", "**") + "\n\n");
    var position = kept.readHead();
    assertTrue(position.contains("Httpd-Position: "), position);
    var posted = status("POST /a", rights("**", ""));
    assertEquals("201", posted);
    assertTrue(kept.readUntil("one␊").endsWith("one␊"));
    assertFalse(kept.readUntil("1\n␊").contains("two"));
  }

  @Test
  @DisplayName("JT-45.1 a handler that was still waiting when the token ended answers 401")
  void waitedTooLong() throws Exception {
    var other = new CountDownLatch(1);
    serve(
        tokens(request -> {
          TopicRights.of(request).checkSubscribe("a");
          if (request.path().equals("/wait")) {
            other.await();
          }
          return request.path().equals("/wait") ? Response.text("late") : hub().handle(request);
        }));
    var token = soon();
    var waiting = connect().send("GET /wait HTTP/1.0\nAuthorization: Bearer " + token + "\n\n");
    connect()
        .send("GET /a HTTP/1.1\nHost: test\nAuthorization: Bearer " + token + "\n\n")
        .readAll();
    other.countDown();
    var answer = waiting.readAll();
    assertTrue(answer.startsWith("HTTP/1.1 401 ") && !answer.contains("late"), answer);
  }

  @Test
  @DisplayName("JT-10, JT-30 with other keys, a token that was remembered is verified again")
  void otherKeys() throws Exception {
    serve(tokens(hub()));
    var token = rights("**", "**");
    assertEquals("201", status("POST /?topic=a", token));
    MadeTokens.write(folder.resolve("k"), "another secret, of 32 bytes too.");
    keys.reload();
    assertEquals("401", status("POST /?topic=a", token));
  }

  private Handler streams() {
    var streams =
        new StreamsHandler("streams:", new MemoryLogStore(Retention.ALL), Limits.standard());
    return Router.of(Route.of(Set.of(), "/s/", tokens(streams)));
  }

  @Test
  @DisplayName("JT-47 streams: the right to publish writes and deletes, that to subscribe reads")
  void durableStreams() throws Exception {
    serve(streams());
    var writes = rights("a/*", "");
    var reads = rights("", "a/**");
    for (var method : List.of("PUT", "POST", "DELETE")) {
      assertEquals("403", status(method + " /s/a/b", reads));
      assertEquals("403", status(method + " /s/a/b/c", writes));
    }
    assertEquals("201", status("PUT /s/a/b", writes));
    assertEquals("403", status("GET /s/a/b", writes));
    assertEquals("403", status("HEAD /s/a/b", writes));
    assertEquals("200", status("HEAD /s/a/b", reads));
    assertEquals("200", status("GET /s/a/b", reads));
    assertEquals("403", status("GET /s/x", reads)); // Whether it exists is not told.
    assertEquals("204", status("DELETE /s/a/b", writes));
  }

  @Test
  @DisplayName("JT-47 a fork needs the right to read its source")
  void forks() throws Exception {
    serve(streams());
    assertEquals("201", status("PUT /s/secret", rights("**", "")));
    var token = rights("a b", "a b");
    var fork = " HTTP/1.0\nContent-Length: 0\nStream-Forked-From: /s/%s\n";
    for (var source : List.of("secret", "none")) {
      var answer =
          connect()
              .send("PUT /s/a" + fork.formatted(source) + "Authorization: Bearer " + token + "\n\n")
              .readAll();
      assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
    }
    assertEquals("201", status("PUT /s/b", token));
    var answer =
        connect()
            .send("PUT /s/a" + fork.formatted("b") + "Authorization: Bearer " + token + "\n\n")
            .readAll();
    assertTrue(answer.startsWith("HTTP/1.1 201 "), answer);
  }

  @Test
  @DisplayName("JT-45, JT-51 a stream under a token without a user is private, and ends with it")
  void durableEvents() throws Exception {
    serve(streams());
    var exp = now() + 600;
    var nameless =
        hs256(HS, "{\"exp\":" + exp + ",\"httpd\":{\"publish\":[\"a\"],\"subscribe\":[\"a\"]}}");
    assertEquals("201", status("PUT /s/a", nameless));
    var field = " HTTP/1.0\nAuthorization: Bearer " + nameless + "\n";
    connect()
        .send(
            "POST /s/a"
                + field
                + "Content-Type: application/octet-stream\n"
                + "Content-Length: 1\n\nx")
        .readAll();
    var answer = connect().send("GET /s/a" + field + "\n").readAll();
    assertTrue(answer.contains("private") && !answer.contains("public"), answer);
    var events =
        connect()
            .send(
                "GET /s/a?offset=-1&live=sse HTTP/1.1\nHost: test\nAuthorization: Bearer "
                    + soon()
                    + "\n\n")
            .readAll();
    assertTrue(events.startsWith("HTTP/1.1 200 ") && !events.endsWith("0\n\n"), events);
  }
}
