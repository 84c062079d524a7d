package httpd.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Headers;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.testing.ScriptedUpstream;
import httpd.testing.Take;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** U-15, U-16, U-27 and U-28: redirects, credentials and sockets, for who asks for lines. */
class RedirectTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na\n";
  private static final Headers SECRETS =
      Headers.of("Authorization", "Bearer x", "Cookie", "c=1", "X-Tag", "1");

  private final UpstreamClient client = new UpstreamClient();

  @AfterEach
  void close() {
    client.close();
  }

  private LineSource poll(String method, URI uri, Headers headers, String body) {
    var source = client.open(method, uri, headers, body);
    assertSame(Poll.PENDING, source.poll(() -> {}));
    return source;
  }

  private static String redirect(int status, Object location) {
    return "HTTP/1.1 " + status + " X\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  301, GET,  false",
    "POST, 301, GET,  false",
    "POST, 302, GET,  false",
    "PUT,  302, PUT,  true",
    "POST, 303, GET,  false",
    "HEAD, 303, HEAD, false",
    "POST, 307, POST, true",
    "POST, 308, POST, true",
  })
  @DisplayName("U-27 redirects are followed with the method that the status requires")
  void areFollowedWithTheMethodThatTheyMean(String method, int status, String then, boolean body)
      throws Exception {
    try (var upstream = new ScriptedUpstream();
        var source =
            poll(method, upstream.uri("/a/b"), SECRETS, method.startsWith("P") ? "body" : null)) {
      upstream.next().send(redirect(status, "../c?d"));
      var next = upstream.next();
      assertTrue(next.head().startsWith(then + " /c?d HTTP/1.1\r\n"), next.head());
      assertEquals(body, next.head().contains("Content-Length: 4"), next.head());
      assertTrue(next.head().contains("Authorization: Bearer x\r\n"), next.head());
      next.send(then.equals("HEAD") ? "HTTP/1.1 204 No Content\r\n\r\n" : OK);
      assertEquals(then.equals("HEAD") ? List.of() : List.of("a"), Take.all(source));
    }
  }

  @Test
  @DisplayName(
      "U-28, U-59 a redirect to another origin on this machine is followed without credentials")
  void credentialsStayWithTheirOrigin() throws Exception {
    try (var upstream = new ScriptedUpstream();
        var other = new ScriptedUpstream();
        var source =
            poll(
                "GET",
                URI.create("http://me:pw@127.0.0.1:" + upstream.port() + "/"),
                SECRETS.without("Authorization"),
                null)) {
      var first = upstream.next();
      assertTrue(first.head().contains("Authorization: Basic bWU6cHc=\r\n"), first.head());
      first.send(redirect(302, other.uri("/x")));
      var next = other.next();
      assertFalse(next.head().contains("Authorization"), next.head());
      assertFalse(next.head().contains("Cookie"), next.head());
      assertTrue(next.head().contains("X-Tag: 1\r\n"), next.head());
      assertTrue(next.head().contains("Host: 127.0.0.1:" + other.port() + "\r\n"), next.head());
      next.send(OK);
      assertEquals(List.of("a"), Take.all(source));
    }
  }

  @Test
  @DisplayName("U-27 a loop of redirects fails")
  void aCircleIsLeft() throws Exception {
    try (var upstream = new ScriptedUpstream();
        var source = poll("GET", upstream.uri("/"), Headers.EMPTY, null)) {
      for (int i = 0; i <= 20; i++) {
        upstream.next().send(redirect(302, "/"));
      }
      var failed = assertInstanceOf(Poll.Failed.class, Take.next(source));
      assertTrue(failed.cause().getMessage().contains("more than 20 times"));
    }
  }

  @Test
  @DisplayName("U-16 a Unix domain socket is an upstream")
  void aSocketIsAnUpstream(@TempDir Path folder) throws Exception {
    var path = folder.resolve("up.sock");
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(path));
      try (var source =
              poll("GET", URI.create("http+unix:" + path + ":/x?y"), Headers.EMPTY, null);
          var connection = listener.accept()) {
        var bytes = ByteBuffer.allocate(1000);
        connection.read(bytes);
        var head = new String(bytes.array(), 0, bytes.position(), US_ASCII);
        assertTrue(head.startsWith("GET /x?y HTTP/1.1\r\nHost: localhost\r\n"), head);
        connection.write(ByteBuffer.wrap(OK.getBytes(US_ASCII)));
        assertEquals(List.of("a"), Take.all(source));
      }
    }
  }

  @Test
  @DisplayName("U-56 a redirect from the network does not lead to a Unix domain socket")
  void theNetworkLeadsToNoSocket() throws Exception {
    try (var upstream = new ScriptedUpstream();
        var source = poll("GET", upstream.uri("/"), SECRETS, null)) {
      upstream.next().send(redirect(302, "http+unix:/run/app.sock:/x"));
      var failed = assertInstanceOf(Poll.Failed.class, Take.next(source));
      var message = failed.cause().getMessage();
      assertTrue(message.contains("something other than http and https"), message);
    }
  }

  @Test
  @DisplayName("U-57 credentials stay within an origin, and Location gives no credentials")
  void credentialsStayWithinAnOriginAndLocationGivesNone() throws Exception {
    try (var upstream = new ScriptedUpstream();
        var source =
            poll(
                "GET",
                URI.create("http://me:pw@127.0.0.1:" + upstream.port() + "/"),
                Headers.EMPTY,
                null)) {
      upstream.next().send(redirect(302, "/a"));
      var next = upstream.next();
      assertTrue(next.head().contains("Authorization: Basic bWU6cHc=\r\n"), next.head());
      next.send(redirect(302, "http://other:x@127.0.0.1:" + upstream.port() + "/b"));
      var last = upstream.next();
      assertTrue(last.head().contains("Authorization: Basic bWU6cHc=\r\n"), last.head());
      last.send(redirect(302, "http://other:x@localhost:" + upstream.port() + "/c"));
      var elsewhere = upstream.next();
      assertFalse(elsewhere.head().contains("Authorization"), elsewhere.head());
      elsewhere.send(OK);
      assertEquals(List.of("a"), Take.all(source));
    }
  }

  @Test
  @DisplayName("U-56 a relative redirect stays on its Unix domain socket")
  void aPathStaysOnItsSocket(@TempDir Path folder) throws Exception {
    var path = folder.resolve("up.sock");
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(path));
      try (var source = poll("GET", URI.create("http+unix:" + path + ":/x"), Headers.EMPTY, null)) {
        answer(listener, "GET /x HTTP/1.1\r\n", redirect(302, "y?z"));
        answer(listener, "GET /y?z HTTP/1.1\r\n", OK);
        assertEquals(List.of("a"), Take.all(source));
      }
    }
  }

  private static void answer(ServerSocketChannel listener, String asked, String answer)
      throws Exception {
    try (var connection = listener.accept()) {
      var bytes = ByteBuffer.allocate(1000);
      connection.read(bytes);
      var head = new String(bytes.array(), 0, bytes.position(), US_ASCII);
      assertTrue(head.startsWith(asked), head);
      connection.write(ByteBuffer.wrap(answer.getBytes(US_ASCII)));
    }
  }
}
