package httpd.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.net.Transport;
import httpd.testing.Eventually;
import httpd.upstream.UpstreamLimits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The body of a request, time limits, and a stop. */
@ParameterizedClass
@EnumSource(
    value = Transport.class,
    names = {"NIO", "EPOLL"})
class ProxiedRequestTest extends ConnectionsFixture {

  @Test
  @DisplayName("W-60 the body of a request is streamed")
  void theBodyOfARequestStreams() throws Exception {
    serve();
    var sender = connect().send("POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n3\none\n");
    var connection = upstream.next();
    assertTrue(connection.head().contains("Transfer-Encoding: chunked"), connection.head());
    assertEquals("3\r\none\r\n", connection.body(8));
    sender.send("4\ntwo␊\n0\n\n");
    assertEquals("4\r\ntwo\n\r\n0\r\n\r\n", connection.body(14));
    connection.send(OK_2 + "ok");
    assertTrue(sender.readUntil("ok").startsWith("HTTP/1.1 200 "));
  }

  @Test
  @DisplayName("W-60 a body without a line feed is passed in pieces")
  void aBodyWithoutALineFeedIsPassedInPieces() throws Exception {
    serve();
    int length = 8 * 1024 * 1024;
    var sender = connect().send("PUT / HTTP/1.1\nHost: x\nContent-Length: " + length + "\n\n");
    var writer = Thread.ofPlatform().start(() -> sendAll(sender, length));
    var connection = upstream.next();
    assertTrue(connection.head().contains("Content-Length: " + length), connection.head());
    assertEquals(length, connection.body(length).length());
    writer.join();
    connection.send(OK_2 + "ok");
    assertTrue(sender.readUntil("ok").startsWith("HTTP/1.1 200 "));
  }

  @Test
  @DisplayName("W-61 an upstream that does not read stops the client")
  void anUpstreamThatDoesNotReadStopsTheClient() throws Exception {
    serve();
    var sender = connect().send("PUT / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n");
    var connection = upstream.next();
    var sent = new AtomicLong();
    var writer = Thread.ofPlatform().start(() -> sendChunks(sender, sent));
    long rested = Eventually.rests(sent::get);
    assertTrue(rested < 64L * 1024 * 1024, rested + " bytes went to nobody");
    connection.reset();
    assertTrue(sender.readUntil("way␊").startsWith("HTTP/1.1 502 "));
    sender.close();
    writer.join();
  }

  @Test
  @DisplayName("W-62 100 Continue is relayed")
  void continueIsRelayed() throws Exception {
    serve();
    var sender =
        connect().send("POST / HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Length: 3\n\n");
    var connection = upstream.next();
    assertTrue(connection.head().contains("Expect: 100-continue"), connection.head());
    connection.send("HTTP/1.1 100 Continue\r\n\r\n");
    assertEquals("HTTP/1.1 100 Continue\n\n", sender.readHead());
    sender.send("abc");
    assertEquals("abc", connection.body(3));
    connection.send(OK_2 + "ok");
    assertTrue(sender.readUntil("ok").startsWith("HTTP/1.1 200 "));
  }

  @Test
  @DisplayName("W-62 a response in place of 100 Continue is passed")
  void anAnswerInsteadOfContinueIsPassed() throws Exception {
    serve();
    var sender =
        connect().send("POST / HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Length: 3\n\n");
    upstream.next().send("HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno");
    var answer = sender.readAll();
    assertTrue(answer.startsWith("HTTP/1.1 401 Unauthorized\n"), answer);
    assertTrue(answer.contains("connection: close\n"), answer);
  }

  @Test
  @DisplayName("W-63 an early response is passed while the client still sends")
  void anEarlyAnswerIsPassedWhileTheClientStillSends() throws Exception {
    serve();
    var sender = connect().send("PUT / HTTP/1.1\nHost: x\nContent-Length: 100000000\n\nabc");
    var connection = upstream.next();
    connection.send("HTTP/1.1 413 Too much\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno");
    assertTrue(sender.readUntil("\n\nno").startsWith("HTTP/1.1 413 "));
    Eventually.holds("connection closed", connection::clientHasGone);
  }

  /** With bytes unread, its close is a reset, which our next write finds before we read. */
  @Test
  @DisplayName("W-63 an early response is passed although the upstream then closes without reading")
  void soIsOneBehindWhichTheUpstreamClosesWithoutReadingOn() throws Exception {
    serve();
    var body = new byte[4 * 1024 * 1024];
    for (int round = 0; round < 20; round++) {
      var sender = connect().send("PUT / HTTP/1.1\nHost: x\nContent-Length: 100000000\n\n");
      var connection = upstream.next();
      sender.sendBytes(body);
      connection.send("HTTP/1.1 413 Too much\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno");
      connection.close();
      var answer = sender.readUntil("\n\nno");
      assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    }
  }

  @Test
  @DisplayName("W-64 an interrupted request is cut")
  void aRequestThatBreaksOffIsCut() throws Exception {
    serve();
    var sender = connect().send("PUT / HTTP/1.1\nHost: x\nContent-Length: 10\n\nabc");
    var connection = upstream.next();
    assertEquals("abc", connection.body(3));
    sender.close();
    Eventually.holds("connection closed", connection::clientHasGone);
  }

  @Test
  @DisplayName("W-70 a stream that sends now and then has no time limit")
  void aStreamThatSendsNowAndThenLivesForEver() throws Exception {
    var limits = UpstreamLimits.DEFAULT.withIdle(Duration.ofMillis(300));
    serve("/", proxy(limits, TrustedProxies.NONE, upstream.uri("/").toString()));
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(TEXT);
    reader.readHead();
    long end = System.nanoTime() + Duration.ofMillis(900).toNanos();
    int beats = 0;
    while (System.nanoTime() < end) {
      connection.send("1\r\n\n\r\n");
      assertEquals("1\n␊\n", reader.readLike("1\n␊\n"));
      beats++;
      LockSupport.parkNanos(20_000_000);
    }
    assertTrue(beats > 1);
    connection.send("0\r\n\r\n");
    assertEquals("0\n\n", reader.readLike("0\n\n"));
  }

  @Test
  @DisplayName("W-21 a response that arrives while the server stops is passed")
  void anAnswerThatComesWhileTheServerStopsIsPassedOn() throws Exception {
    serve();
    var reader = connect().send("POST / HTTP/1.1\nHost: x\nContent-Length: 1\n\na");
    var connection = upstream.next();
    var stop = beginStop();
    connection.send(
        "HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\ndo");
    var answer = reader.readUntil("2\ndo\n"); // A piece of a line is passed when its writer pauses.
    connection.send("ne\n");
    answer += reader.readAll();
    assertTrue(answer.startsWith("HTTP/1.1 201 Created\n"), answer);
    assertTrue(answer.contains("connection: close\n"), answer);
    assertTrue(answer.endsWith("2\ndo\n3\nne␊\n0\n\n"), answer);
    stop.join();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: image/png\r\nContent-Length: 4\r\n\r\nab",
        "Content-Type: text/plain\r\nContent-Length: 4\r\n\r\na\n",
        "Content-Type: application/json\r\nConnection: close\r\n\r\nab",
      })
  @DisplayName("W-21 a body with an end is completed while the server stops")
  void aBodyThatEndsIsFinishedWhileTheServerStops(String begun) throws Exception {
    serve();
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send("HTTP/1.1 200 OK\r\n" + begun);
    reader.readHead();
    reader.readUntil(begun.endsWith("\n") ? "a␊" : "ab"); // So the rest is a chunk of its own.
    var stop = beginStop();
    connection.send("cd");
    connection.finish();
    var rest = reader.readAll();
    assertTrue(rest.endsWith("cd") || rest.endsWith("2\ncd\n0\n\n"), rest);
    stop.join();
  }

  @Test
  @DisplayName("W-21 text without a length is cut at once")
  void textThatMayNeverEndIsCutAtOnce() throws Exception {
    serve();
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(TEXT + "2\r\na\n\r\n");
    reader.readUntil("2\na␊\n");
    beginStop().join();
    assertEquals("", reader.readAll(), "no last chunk");
  }

  @Test
  @DisplayName("W-63 a close after a response to a long unread body is reported")
  void theCloseBehindAnAnswerToMuchThatIsUnreadIsTold() throws Exception {
    serve();
    var sender = connect().send("PUT / HTTP/1.1\nHost: x\nContent-Length: 3000000\n\nabc");
    upstream.next().send("HTTP/1.1 413 Too much\r\nContent-Length: 2\r\n\r\nno");
    var answer = sender.readUntil("\n\nno");
    assertTrue(answer.contains("connection: close\n"), answer);
  }

  @Test
  @DisplayName("W-71 an exchange over its time limit is cut")
  void anExchangeThatIsNotOverInTimeIsCut() throws Exception {
    serve("/", proxy(BRIEF, TrustedProxies.NONE, upstream.uri("/").toString()));
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(TEXT);
    reader.readHead();
    Eventually.holds("cut, though something came all the time", () -> isGoneWhenSentTo(connection));
    var rest = reader.readAll();
    assertTrue(rest.endsWith("1\n␊\n"), rest);
    Eventually.holds("logged", () -> log.text().contains("not over within 300 ms"));
  }

  @Test
  @DisplayName("W-71 before the header section the time limit gives 504")
  void beforeTheHeadItIsAGatewayTimeout() throws Exception {
    serve("/", proxy(BRIEF, TrustedProxies.NONE, upstream.uri("/").toString()));
    var answer = connect().get("/").readUntil("out␊");
    assertTrue(answer.startsWith("HTTP/1.1 504 "), answer);
    assertTrue(log.text().contains("not over within 300 ms"), log.text());
  }

  @Test
  @DisplayName("W-71 an exchange within its time limit is complete")
  void whatIsOverInTimeIsLeftAlone() throws Exception {
    serve("/", proxy(BRIEF, TrustedProxies.NONE, upstream.uri("/").toString()));
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(OK_2 + "ok");
    reader.readHead();
    assertEquals("ok", reader.readLike("ok"));
    // Longer than the limit, and no sign of it: the connection waits for its next request.
    assertFalse(connection.readsRequest());
    reader.get("/again");
    assertTrue(connection.readsRequest(), "the connection is used again");
  }
}
