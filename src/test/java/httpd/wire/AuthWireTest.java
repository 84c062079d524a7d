package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.NonBlocking;
import httpd.Response;
import httpd.auth.Authentication;
import httpd.auth.UserFile;
import httpd.auth.UserLines;
import httpd.line.LineQueue;
import httpd.server.AccessEvent;
import httpd.server.SitePolicy;
import httpd.server.SitePolicy.Guard;
import httpd.testing.SlowLines;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Identity", on the wire. */
class AuthWireTest extends WireTest {

  private static final String ADA = "Authorization: " + UserLines.basic("ada", "hunter2") + "\n";
  private static final String TOKEN = "Authorization: Bearer tick-tock\n";

  @TempDir Path folder;

  private UserFile users;

  @BeforeEach
  void makeUsers() throws Exception {
    users = UserFile.read(UserLines.write(folder.resolve("u"), UserLines.ADA, UserLines.CI));
  }

  private Authentication protect(Handler handler) {
    return Authentication.of(users, handler);
  }

  private static Handler whoami() {
    return request -> Response.text(request.user() + "\n");
  }

  @Test
  @DisplayName("I-32 the 401 of GET, HEAD, OPTIONS and HTTP/1.0")
  void challenge() throws Exception {
    serve(protect(whoami()));
    var fields =
        """
        Cache-Control: no-store
        WWW-Authenticate: Basic realm="httpd", charset="UTF-8"
        WWW-Authenticate: Bearer realm="httpd"
        content-type: text/plain; charset=utf-8
        date: *
        content-length: 41
        """;
    var body = "401 Unauthorized: credentials are needed␊";
    var client = connect();
    var got = "HTTP/1.1 401 Unauthorized\n" + fields + "\n" + body;
    assertEquals(got, client.get("/").readUntil(body));
    client.send("OPTIONS / HTTP/1.1\nHost: test\n\n");
    assertEquals(got, client.readUntil(body));
    client.send("HEAD / HTTP/1.1\nHost: test\n\n");
    var head = "HTTP/1.1 401 Unauthorized\n" + fields + "\n";
    assertEquals(head, client.readHead());
    client.send("GET / HTTP/1.1\nHost: test\n" + ADA + "\n");
    assertTrue(client.readUntil("ada␊").startsWith("HTTP/1.1 200 OK\n"));
    var old = connect().send("GET / HTTP/1.0\n\n").readAll();
    assertTrue(old.startsWith("HTTP/1.1 401 ") && old.endsWith(body), old);
    var oldUser = connect().send("GET / HTTP/1.0\n" + TOKEN + "\n").readAll();
    assertTrue(oldUser.endsWith("\n\nci␊"), oldUser);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Basic !\n",
        "Authorization: Bearer a\nAuthorization: Bearer a\n",
        "Authorization: Bearer a\nauthorization: Basic YTpi\n",
        "Authorization: @\n",
      })
  @DisplayName("I-33 malformed, double and huge ones are a 400 at once")
  void malformed(String fields) throws Exception {
    serve(protect(whoami()));
    var sent = fields.replace("@", "Basic " + "YWRh".repeat(1500));
    var answer = connect().send("GET / HTTP/1.0\n" + sent + "\n").readAll();
    assertTrue(answer.startsWith("HTTP/1.1 400 Bad Request\n"), answer);
    assertEquals(List.of(), log.records());
  }

  @Test
  @DisplayName("I-37 a password is checked on a thread; a token, and what is remembered, is not")
  void threads() throws Exception {
    var virtual = new ConcurrentLinkedQueue<Boolean>();
    NonBlocking next =
        request -> {
          virtual.add(Thread.currentThread().isVirtual());
          return Response.text("x");
        };
    serve(protect(next));
    var client = connect();
    for (var fields : List.of(TOKEN, ADA, ADA, TOKEN)) {
      client.send("GET / HTTP/1.1\nHost: test\n" + fields + "\n").readUntil("\n\nx");
    }
    assertEquals(List.of(false, true, false, false), List.copyOf(virtual));
  }

  @Test
  @DisplayName("I-62 the access log knows the user of each event, and no user of a refusal")
  void accessLog() throws Exception {
    BlockingQueue<AccessEvent> events = new LinkedBlockingQueue<>();
    var lines = new SlowLines();
    serve(
        config().withAccessLog(events::add),
        protect(request ->
            request.path().equals("/lines") ? Response.lines(lines) : Response.text("x")));
    var client = connect();
    client.send("GET / HTTP/1.1\nHost: test\n" + ADA + "\n").readUntil("\n\nx");
    assertEquals("ada", events.poll(10, TimeUnit.SECONDS).user());
    client.get("/").readUntil("needed␊");
    assertEquals(null, events.poll(10, TimeUnit.SECONDS).user());
    client.send("GET /lines HTTP/1.1\nHost: test\n" + TOKEN + "\n").readHead();
    lines.end();
    client.readUntil("0\n\n");
    for (int phase = 0; phase < 3; phase++) {
      assertEquals("ci", events.poll(10, TimeUnit.SECONDS).user());
    }
  }

  @Test
  @DisplayName("I-63.1 lines and events of a user are private, and still held by no proxy")
  void liveFields() throws Exception {
    serve(
        protect(request ->
            request.path().equals("/events")
                ? Response.ofEvents(new LineQueue())
                : Response.lines(new SlowLines())));
    for (var path : List.of("/lines", "/events")) {
      var client = connect();
      client.send("GET " + path + " HTTP/1.1\nHost: test\nAccept-Encoding: gzip\n" + TOKEN + "\n");
      var head = client.readHead();
      var transform = path.equals("/events") ? ", no-transform" : "";
      assertTrue(head.contains("Cache-Control: no-cache" + transform + ", private\n"), head);
      assertTrue(head.contains("X-Accel-Buffering: no\n"), head);
      assertTrue(head.contains("Content-Encoding: gzip\n"), head);
    }
  }

  @Test
  @DisplayName("I-16.1 a stream goes on when its user is removed; the next request is refused")
  void removedUser() throws Exception {
    var lines = new SlowLines();
    serve(protect(request -> Response.lines(lines)));
    var client = connect();
    client.send("GET / HTTP/1.1\nHost: test\n" + TOKEN + "\n").readHead();
    UserLines.write(folder.resolve("u"), UserLines.ADA);
    users.reload();
    lines.emit("still").end();
    client.readUntil("6\nstill␊\n0\n\n");
    client.send("GET / HTTP/1.1\nHost: test\n" + TOKEN + "\n");
    assertTrue(client.readHead().startsWith("HTTP/1.1 401 "));
  }

  @Test
  @DisplayName("I-26, I-58 a page of another site gets 403, an allowed one may send a token")
  void otherSites() throws Exception {
    var policy = SitePolicy.DEFAULT.withOrigins(Set.of("https://app.example"));
    serve(
        config().withSites(policy.withGuard(Guard.NONE)),
        protect(whoami()).withGuard(handler -> policy.guarded(Guard.ALL, handler)));
    var evil = "Origin: https://evil.example\nSec-Fetch-Site: cross-site\n";
    for (var fields : List.of(evil, evil + ADA, evil + TOKEN)) {
      var answer = connect().send("GET / HTTP/1.0\n" + fields + "\n").readAll();
      assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
      assertFalse(answer.contains("Access-Control"), answer);
    }
    var login =
        "POST /-/login HTTP/1.0\nContent-Type: application/x-www-form-urlencoded\n"
            + "Content-Length: 25\n";
    var forged = connect().send(login + evil + "\nname=ada&password=hunter2").readAll();
    assertTrue(forged.startsWith("HTTP/1.1 403 "), forged);
    var app = "Origin: https://app.example\nSec-Fetch-Site: cross-site\n";
    var preflight =
        connect()
            .send(
                "OPTIONS / HTTP/1.0\n"
                    + app
                    + "Access-Control-Request-Method: GET\n"
                    + "Access-Control-Request-Headers: authorization\n\n")
            .readAll();
    assertTrue(preflight.startsWith("HTTP/1.1 204 "), preflight);
    var allowed = connect().send("GET / HTTP/1.0\n" + app + TOKEN + "\n").readAll();
    assertTrue(allowed.endsWith("\n\nci␊"), allowed);
    assertTrue(allowed.contains("Access-Control-Allow-Origin: https://app.example\n"), allowed);
    assertFalse(allowed.contains("Access-Control-Allow-Credentials"), allowed);
  }

  @Test
  @DisplayName("I-26 OPTIONS * asks the server itself")
  void ping() throws Exception {
    serve(protect(whoami()));
    var answer = connect().send("OPTIONS * HTTP/1.0\n\n").readAll();
    assertTrue(answer.startsWith("HTTP/1.1 204 "), answer);
  }

  @Test
  @DisplayName("I-32 a request for another protocol, and one with a body, are answered 401 as well")
  void upgradeAndBody() throws Exception {
    serve(protect(whoami()));
    var upgrade = "GET / HTTP/1.1\nHost: test\nConnection: Upgrade\nUpgrade: websocket\n\n";
    assertTrue(connect().send(upgrade).readHead().startsWith("HTTP/1.1 401 "));
    var client = connect();
    client.send("POST / HTTP/1.1\nHost: test\nContent-Length: 3\n\nabc");
    assertTrue(client.readUntil("needed␊").startsWith("HTTP/1.1 401 "));
    client.send("POST / HTTP/1.1\nHost: test\nContent-Length: 3\n" + TOKEN + "\nabc");
    assertTrue(client.readUntil("ci␊").startsWith("HTTP/1.1 200 "));
    var waiting = connect();
    waiting.send("POST / HTTP/1.1\nHost: test\nContent-Length: 3\nExpect: 100-continue\n\n");
    assertTrue(waiting.readHead().startsWith("HTTP/1.1 401 "));
  }
}
