package httpd.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.FieldBlock;
import httpd.testing.RawFrame;
import httpd.testing.RawHttp2Client;
import java.util.ArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** PX-50: responses of 103. */
class EarlyHintsTest extends PassingOnFixture {

  private static final String LAST =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

  private static final String HINTS =
      "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nConnection: x\r\nX: 1\r\n\r\n";

  @Test
  @DisplayName("PX-50 over HTTP/1.1 hints come before the response, while the upstream thinks")
  void http1() throws Exception {
    serve();
    var client = connect().get("/");
    var connection = upstream.next();
    for (int i = 0; i < 2; i++) {
      connection.send(HINTS);
      var head = client.readHead();
      assertTrue(head.startsWith("HTTP/1.1 103 Early Hints\n"), head);
      assertEquals("</a.css>; rel=preload", field(head, "Link"));
      assertEquals("none", field(head, "Connection"));
      assertEquals("none", field(head, "X"));
    }
    connection.send(LAST);
    assertTrue(client.readHead().startsWith("HTTP/1.1 200 OK\n"));
    client.get("/again");
    upstream.next().send(LAST);
    assertTrue(client.readHead().startsWith("HTTP/1.1 200 OK\n"));
  }

  @Test
  @DisplayName("PX-50.1, PX-50.2 a client of HTTP/1.0 gets none, and no other 1xx is passed on")
  void http10() throws Exception {
    serve();
    var old = connect().send("GET / HTTP/1.0\n\n");
    upstream.next().send(HINTS + LAST);
    var head = old.readHead();
    assertTrue(head.startsWith("HTTP/1.1 200 OK\n"), head);
    var client = connect().get("/");
    upstream.next().send("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 199 Odd\r\n\r\n" + LAST);
    head = client.readHead();
    assertTrue(head.startsWith("HTTP/1.1 200 OK\n"), head);
  }

  @Test
  @DisplayName("PX-50.1 of one response sixteen are passed on")
  void bounded() throws Exception {
    serve();
    var client = connect().get("/");
    upstream.next().send(HINTS.repeat(100) + LAST);
    int hints = 0;
    while (client.readHead().startsWith("HTTP/1.1 103 ")) {
      hints++;
    }
    assertEquals(16, hints);
  }

  @Test
  @DisplayName("PX-50 over HTTP/2 hints are header sections of their own")
  void http2() throws Exception {
    serve();
    try (var client = RawHttp2Client.connect(server().address())) {
      client.send(RawFrame.request(1, FieldBlock.get("/")));
      upstream.next().send(HINTS + LAST);
      var statuses = new ArrayList<String>();
      while (statuses.size() < 2) {
        var fields = client.decode(client.await(frame -> frame.type() == RawFrame.HEADERS));
        statuses.add(fields.status() + " " + fields.get("link"));
      }
      assertEquals("[103 </a.css>; rel=preload, 200 null]", statuses.toString());
    }
  }
}
