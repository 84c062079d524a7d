package httpd.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.server.ServerConfig;
import httpd.testing.RawClient;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** V-130, V-131: event streams of an upstream that are passed on. */
class ProxiedEventsTest extends ProxyTest {

  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n";
  private static final String BEAT = "2\n:␊\n";

  @Override
  protected ServerConfig config() {
    return super.config().withHeartbeat(Duration.ofMillis(5));
  }

  /** Another one, which has had several beats. */
  private void letBeatsPass() throws Exception {
    var control = connect().get("/control");
    upstream.next().send(HEAD + "\r\n");
    control.readHead();
    assertBeats(control, 5);
  }

  private static void assertBeats(RawClient client, int beats) throws IOException {
    assertEquals(BEAT.repeat(beats), client.readLike(BEAT.repeat(beats)));
  }

  @Test
  @DisplayName("V-130 one without a length and a coding gets heartbeats between its lines")
  void plain() throws Exception {
    serve();
    var client = connect().get("/");
    var connection = upstream.next();
    connection.send(HEAD + "\r\n");
    client.readHead();
    assertBeats(client, 2);
  }

  @Test
  @DisplayName("PX-2 one that answers a POST gets them too, between its lines")
  void posted() throws Exception {
    serve();
    var client = connect().send("POST / HTTP/1.1\nHost: x\nContent-Length: 1\n\na");
    var connection = upstream.next();
    assertEquals("a", connection.body(1));
    connection.send(HEAD + "\r\n");
    client.readHead();
    assertBeats(client, 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Encoding: gzip\r\n", "Content-Encoding: x\r\nContent-Length: 8\r\n"})
  @DisplayName("V-131 one that is encoded is passed on byte for byte, with its length")
  void encoded(String fields) throws Exception {
    serve();
    var client = connect().get("/");
    var connection = upstream.next();
    connection.send(HEAD + fields + "\r\nabc\n");
    client.readHead();
    boolean length = fields.contains("Length");
    var first = length ? "abc␊" : "4\nabc␊\n";
    assertEquals(first, client.readLike(first));
    letBeatsPass();
    connection.send("def\n");
    connection.finish();
    var rest = length ? "def␊" : "4\ndef␊\n0\n\n";
    assertEquals(rest, client.readLike(rest));
  }

  @Test
  @DisplayName("V-131 one whose length the upstream has told comes to its end, and is left alone")
  void withLength() throws Exception {
    serve();
    var client = connect().get("/");
    var connection = upstream.next();
    connection.send(HEAD + "Content-Length: 18\r\n\r\ndata: x\n");
    client.readHead();
    assertEquals("8\ndata: x␊\n", client.readLike("8\ndata: x␊\n"));
    letBeatsPass();
    connection.send("data: yy\n\n");
    connection.finish();
    var rest = "9\ndata: yy␊\n1\n␊\n0\n\n";
    assertEquals(rest, client.readLike(rest));
  }
}
