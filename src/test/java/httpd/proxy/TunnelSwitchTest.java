package httpd.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.net.Transport;
import httpd.testing.Eventually;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a tunnel opens, or does not. */
@ParameterizedClass
@EnumSource(
    value = Transport.class,
    names = {"NIO", "EPOLL"})
class TunnelSwitchTest extends TunnelFixture {

  @Test
  @DisplayName("W-90 the request is passed with Connection and Upgrade")
  void theRequestIsPassedOnWithBothFields() throws Exception {
    serve();
    connect()
        .send("GET /c?q HTTP/1.1\nHost: x\nConnection: Upgrade, X-Mine\nUpgrade: a/1, h2c\n")
        .send("Upgrade: b\nX-Mine: 1\nKeep-Alive: 5\nSec-Key: k\nX-Forwarded-For: me\n\n");
    var head = upstream.next().head();
    assertTrue(head.startsWith("GET /c?q HTTP/1.1\r\n"), head);
    assertTrue(head.contains("\r\nConnection: Upgrade\r\nUpgrade: a/1, b\r\n"), head);
    assertTrue(head.contains("\r\nSec-Key: k\r\n"), head);
    assertTrue(head.contains("\r\nX-Forwarded-For: 127.0.0.1\r\n"), head);
    assertFalse(head.contains("X-Mine"), head);
    assertFalse(head.contains("Keep-Alive"), head);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.0\nConnection: Upgrade\nUpgrade: echo\n\n",
        "GET / HTTP/1.1\nHost: x\nUpgrade: echo\n\n",
        "GET / HTTP/1.1\nHost: x\nConnection: Upgrade\n\n",
        "HEAD / HTTP/1.1\nHost: x\nConnection: Upgrade\nUpgrade: echo\n\n",
        "GET / HTTP/1.1\nHost: x\nConnection: Upgrade, HTTP2-Settings\nUpgrade: h2c\n"
            + "HTTP2-Settings: AAMAAABk\n\n",
        "GET / HTTP/1.1\nHost: x\nConnection: upgrade\nUpgrade: TLS/1.0, HTTP/2.0, h2\n\n",
        "POST / HTTP/1.1\nHost: x\nConnection: Upgrade\nUpgrade: echo\nContent-Length: 1\n\na",
      })
  @DisplayName("W-90 a request that cannot switch is passed without Connection and Upgrade")
  void whatCannotSwitchIsPassedOnWithoutThem(String request) throws Exception {
    serve();
    var asking = connect().send(request);
    var asked = upstream.next();
    var head = asked.head();
    assertFalse(head.contains("Upgrade:"), head);
    assertFalse(head.contains("Connection:"), head);
    assertFalse(head.contains("HTTP2"), head);
    asked.send(SWITCH + "more"); // W-92
    assertTrue(asking.readHead().startsWith("HTTP/1.1 502 "));
    Eventually.holds("connection closed", asked::clientHasGone);
    assertTrue(log.text().contains("but no upgrade was requested"), log.text());
  }

  @Test
  @DisplayName("W-91 bytes pass in both directions after the 101")
  void bytesPassBothWaysBehindThe101() throws Exception {
    serve();
    var asking = connect().send(ASK);
    var asked = upstream.next();
    asked.send(SWITCH);
    assertEquals(
        "HTTP/1.1 101 Switching Protocols\nSec-Key: k\nVia: 1.1 httpd\nUpgrade: echo\n"
            + "connection: Upgrade\n\n",
        asking.readHead());
    asking.sendBytes("GET / HTTP/1.1\r\n\r\n\0".getBytes(ISO_8859_1));
    assertEquals("GET / HTTP/1.1\r\n\r\n\0", asked.body(19));
    asked.send("0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
    assertEquals("0\n\nHTTP/1.1 200 OK\n\n", asking.readLike("0\n\nHTTP/1.1 200 OK\n\n"));
    asking.send("x");
    assertEquals("x", asked.body(1));
  }

  @Test
  @DisplayName("W-91 early bytes are not lost")
  void nothingThatCameEarlyIsLost() throws Exception {
    serve();
    var early = "not: HTTP\r\n\r\n" + "e".repeat(10_000);
    var asking = connect().send(ASK + early.replace("\r\n", "\n"));
    var asked = upstream.next();
    asking.sendBytes("late".getBytes(ISO_8859_1));
    asked.send(SWITCH + "at once");
    asking.readHead();
    assertEquals("at once", asking.readLike("at once"));
    assertEquals(early + "late", asked.body(early.length() + 4));
  }

  @Test
  @DisplayName("W-91 the 101 may arrive byte by byte")
  void theSwitchMayComeByteByByte() throws Exception {
    serve();
    var asking = connect();
    for (byte b : (ASK.replace("\n", "\r\n") + "early").getBytes(ISO_8859_1)) {
      asking.sendBytes(new byte[] {b});
    }
    var asked = upstream.next();
    for (byte b : (SWITCH + "first").getBytes(ISO_8859_1)) {
      asked.send(new byte[] {b});
    }
    asking.readHead();
    assertEquals("first", asking.readLike("first"));
    assertEquals("early", asked.body(5));
  }

  @Test
  @DisplayName("W-91 a switch may follow other requests")
  void theSwitchMayComeBehindOtherRequests() throws Exception {
    serve();
    var asking = connect().send("GET /1 HTTP/1.1\nHost: x\n\n" + ASK + "early");
    upstream.next().send(OK_2 + "ok");
    assertTrue(asking.readUntil("ok").startsWith("HTTP/1.1 200 "));
    var asked = upstream.accepted().getLast();
    if (!asked.readsRequest()) { // The other event loop's.
      asked = upstream.next();
    }
    assertTrue(asked.head().startsWith("GET /chat "), asked.head());
    asked.send(SWITCH);
    assertTrue(asking.readHead().startsWith("HTTP/1.1 101 "));
    assertEquals("early", asked.body(5));
  }

  @Test
  @DisplayName("W-92 another status than 101 is an ordinary response")
  void anotherAnswerIsAnOrdinaryResponse() throws Exception {
    serve();
    var asking = connect().send(ASK + "GET /next HTTP/1.1\nHost: x\n\n" + ASK + "GET");
    for (var path : List.of("/chat", "/next", "/chat")) {
      var asked = upstream.next();
      assertTrue(asked.head().startsWith("GET " + path + " "), asked.head());
      asked.send("HTTP/1.1 403 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
      var answer = asking.readUntil("no");
      assertTrue(answer.startsWith("HTTP/1.1 403 Forbidden\n"), answer);
      assertFalse(answer.contains("pgrade"), answer);
    }
    asking.send(" /last HTTP/1.1\nHost: x\n\n");
    assertTrue(upstream.next().head().startsWith("GET /last "));
  }

  @Test
  @DisplayName("W-92 bytes that are not a request are refused after a declined switch")
  void whatIsNoRequestBehindADeclinedSwitchIsRefused() throws Exception {
    serve();
    var asking = connect().send(ASK + "\u0001\u0002 garbage\n\n");
    upstream.next().send(OK_2 + "ok");
    var answers = asking.readAll();
    assertTrue(answers.startsWith("HTTP/1.1 200 OK\n"), answers);
    assertTrue(answers.contains("okHTTP/1.1 400 "), answers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 101 Fine\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n",
        "HTTP/1.1 101 Fine\r\nConnection: upgrade\r\nUpgrade: echo, other\r\n\r\n",
        "HTTP/1.1 101 Fine\r\n\r\n",
      })
  @DisplayName("W-92 a switch to another protocol is an invalid response")
  void aSwitchToSomethingElseIsABadResponse(String head) throws Exception {
    serve();
    var asking = connect().send(ASK);
    var asked = upstream.next();
    asked.send(head);
    assertTrue(asking.readUntil("way␊").startsWith("HTTP/1.1 502 "));
    Eventually.holds("connection closed", asked::clientHasGone);
    assertTrue(log.text().contains("but the request was for \"echo\""), log.text());
  }
}
