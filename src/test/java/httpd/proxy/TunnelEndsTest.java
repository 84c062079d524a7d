package httpd.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.net.Transport;
import httpd.testing.Eventually;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How a tunnel ends: by halves, by a reset, or by a client that leaves. */
@ParameterizedClass
@EnumSource(
    value = Transport.class,
    names = {"NIO", "EPOLL"})
class TunnelEndsTest extends TunnelFixture {

  @Test
  @DisplayName(
      "W-93, W-98 the client half-closes, the upstream continues, and the log has three lines")
  void theClientEndsAndTheUpstreamGoesOn() throws Exception {
    serve();
    var ends = open();
    ends.client().send("last words").halfClose();
    assertEquals("last words", ends.upstream().body(100)); // Up to its end.
    ends.upstream().send("and mine");
    assertEquals("and mine", ends.client().readLike("and mine"));
    ends.upstream().send(" too");
    ends.upstream().finish();
    assertEquals(" too", ends.client().readAll());
    assertDone("COMPLETED", 12);
    assertEquals(List.of(), log.records());
  }

  @Test
  @DisplayName("W-93 the upstream half-closes, and the client continues")
  void theUpstreamEndsAndTheClientGoesOn() throws Exception {
    serve();
    var ends = open();
    ends.upstream().send("last words");
    ends.upstream().finish();
    assertEquals("last words", ends.client().readAll());
    ends.client().send("and mine");
    assertEquals("and mine", ends.upstream().body(8));
    ends.client().send(" too").halfClose();
    assertEquals(" too", ends.upstream().body(100));
    assertDone("COMPLETED", 10);
  }

  @Test
  @DisplayName("W-93 a half-close may arrive with the 101")
  void anEndMayComeWithThe101() throws Exception {
    serve();
    var asking = connect().send(ASK);
    var asked = upstream.next();
    asked.send(SWITCH + "bye");
    asked.finish();
    asking.readHead();
    assertEquals("bye", asking.readAll());
    asking.close();
    assertEquals("FIN", asked.readEnd());
  }

  @Test
  @DisplayName("W-93 all bytes before a half-close arrive")
  void everythingBeforeAnEndArrives() throws Exception {
    serve();
    var ends = open();
    int size = 16 * 1024 * 1024;
    var writer =
        start(() -> {
          ends.upstream().send(new byte[size]);
          ends.upstream().finish();
        });
    var sender = start(() -> ends.client().sendBytes(new byte[size]).halfClose());
    var reader = new AtomicLong();
    var taker = start(() -> reader.set(readAll(ends.upstream())));
    assertEquals(size, ends.client().readAll().length());
    taker.join();
    assertEquals(size, reader.get());
    writer.join();
    sender.join();
    assertDone("COMPLETED", size);
  }

  @Test
  @DisplayName("W-93 the upstream may be a Unix domain socket")
  void theUpstreamMayBeAUnixDomainSocket(@TempDir Path folder) throws Exception {
    try (var listener = listen(folder)) {
      var asking = connect().send(ASK);
      try (var asked = switched(listener, "hello")) {
        asking.readHead();
        assertEquals("hello", asking.readLike("hello"));
        asking.send("words").halfClose();
        var words = ByteBuffer.allocate(5);
        while (words.hasRemaining()) {
          assertTrue(asked.read(words) > 0);
        }
        assertEquals(-1, asked.read(ByteBuffer.allocate(1)));
        asked.write(ByteBuffer.wrap("bye".getBytes(ISO_8859_1)));
      }
      assertEquals("bye", asking.readAll());
      assertDone("COMPLETED", 8);
    }
  }

  @Test
  @DisplayName("W-93 a Unix domain socket over NIO is not half-closed")
  void aUnixDomainSocketCannotEndByHalves(@TempDir Path folder) throws Exception {
    try (var listener = listen(folder)) {
      var asking = connect().send(ASK);
      switched(listener, "bye").close();
      asking.readHead();
      assertEquals("bye", asking.readAll());
      asking.sendBytes(new byte[16 * 1024 * 1024]).halfClose(); // To nobody.
      assertDone("COMPLETED", 3);
    }
  }

  @Test
  @DisplayName("W-93 a half-closed Unix domain socket is still read over epoll")
  void aUnixDomainSocketThatEndsByHalvesIsReadOnOverEpoll(@TempDir Path folder) throws Exception {
    assumeTrue(transport == Transport.EPOLL, "NIO closes it");
    try (var listener = listen(folder)) {
      var asking = connect().send(ASK);
      try (var asked = switched(listener, "bye")) {
        asked.shutdownOutput();
        asking.readHead();
        assertEquals("bye", asking.readAll());
        asking.send("still here").halfClose();
        var rest = Channels.newInputStream(asked).readAllBytes();
        assertEquals("still here", new String(rest, ISO_8859_1));
      }
      assertDone("COMPLETED", 3);
    }
  }

  @Test
  @DisplayName("W-94 a reset by the client resets the upstream")
  void aResetOfTheClientResetsTheUpstream() throws Exception {
    serve();
    var ends = open();
    ends.client().reset();
    assertEquals("RESET", ends.upstream().readEnd());
    assertDone("CLIENT_GONE", 0);
    assertEquals(List.of(), log.records());
  }

  @Test
  @DisplayName("W-94 a reset by the upstream resets the client")
  void aResetOfTheUpstreamResetsTheClient() throws Exception {
    serve();
    var ends = open();
    ends.upstream().send("so far");
    assertEquals("so far", ends.client().readLike("so far"));
    ends.upstream().reset();
    assertEquals("RESET", ends.client().readEnd());
    assertDone("SOURCE_FAILED", 6);
    assertLogged("cut the tunnel");
  }

  @Test
  @DisplayName("W-94 a reset after a half-close is passed on")
  void aResetBehindAnEndIsPassedOn() throws Exception {
    serve();
    var one = open();
    one.upstream().finish();
    assertEquals(-1, one.client().readByte());
    one.client().reset();
    assertEquals("RESET", one.upstream().readEnd());
    var two = open();
    two.client().halfClose();
    assertEquals("FIN", two.upstream().readEnd());
    two.upstream().reset();
    assertEquals("RESET", two.client().readEnd());
    var three = open();
    three.upstream().finish();
    assertEquals(-1, three.client().readByte());
    three.upstream().reset();
    Eventually.holds("tunnel closed", () -> failsToSend(three.client()));
  }

  @Test
  @DisplayName("W-94 a client that disconnects while the upstream sends is reset")
  void aClientThatLeavesWhileTheUpstreamSendsIsReset() throws Exception {
    serve();
    var ends = open();
    var sent = new AtomicLong();
    var writer = start(() -> flood(piece -> ends.upstream().send(piece), sent));
    ends.client().readLike("xxxx");
    ends.client().close();
    Eventually.holds("writer stopped", () -> !writer.isAlive());
    writer.join();
  }

  @Test
  @DisplayName("W-94 two hundred clients disconnect, and no tunnel is left")
  void twoHundredClientsLeave() throws Exception {
    serve();
    var all = new ArrayList<Ends>();
    for (int i = 0; i < 200; i++) {
      all.add(open());
    }
    for (int i = 0; i < all.size(); i++) {
      if (i % 2 == 0) {
        all.get(i).client().close();
      } else {
        all.get(i).client().reset();
      }
    }
    for (int i = 0; i < all.size(); i++) {
      assertEquals(i % 2 == 0 ? "FIN" : "RESET", all.get(i).upstream().readEnd());
      all.get(i).upstream().close();
    }
    Eventually.holds("all done", () -> countDone() == 200);
  }

  @Test
  @DisplayName("W-20 a client that resets before the 101 has disconnected")
  void aClientThatLeavesBeforeThe101IsGone() throws Exception {
    serve();
    var asking = connect().send(ASK);
    var asked = upstream.next();
    asking.close();
    Eventually.holds("connection closed", asked::clientHasGone);
  }

  @Test
  @DisplayName("W-20 a client that half-closes before the 101 has disconnected")
  void aClientThatSendsNoMoreHasLeft() throws Exception {
    serve();
    var asking = connect().get("/");
    var asked = upstream.next();
    asking.halfClose();
    Eventually.holds("connection closed", asked::clientHasGone);
    assertEquals("", asking.readAll());
  }
}
