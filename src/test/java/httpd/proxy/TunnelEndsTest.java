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
  void w93_theClientEndsAndTheUpstreamGoesOn() throws Exception {
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
  void w93_theUpstreamEndsAndTheClientGoesOn() throws Exception {
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
  void w93_anEndMayComeWithThe101() throws Exception {
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
  void w93_everythingBeforeAnEndArrives() throws Exception {
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
  void w93_theUpstreamMayBeAUnixDomainSocket(@TempDir Path folder) throws Exception {
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
  void w93_aUnixDomainSocketCannotEndByHalves(@TempDir Path folder) throws Exception {
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
  void w93_aUnixDomainSocketThatEndsByHalvesIsReadOnOverEpoll(@TempDir Path folder)
      throws Exception {
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
  void w94_aResetOfTheClientResetsTheUpstream() throws Exception {
    serve();
    var ends = open();
    ends.client().reset();
    assertEquals("RESET", ends.upstream().readEnd());
    assertDone("CLIENT_GONE", 0);
    assertEquals(List.of(), log.records());
  }

  @Test
  void w94_aResetOfTheUpstreamResetsTheClient() throws Exception {
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
  void w94_aResetBehindAnEndIsPassedOn() throws Exception {
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
  void w94_aClientThatLeavesWhileTheUpstreamSendsIsReset() throws Exception {
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
  void w94_twoHundredClientsLeave() throws Exception {
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
  void w20_aClientThatLeavesBeforeThe101IsGone() throws Exception {
    serve();
    var asking = connect().send(ASK);
    var asked = upstream.next();
    asking.close();
    Eventually.holds("connection closed", asked::clientHasGone);
  }

  @Test
  void w20_aClientThatSendsNoMoreHasLeft() throws Exception {
    serve();
    var asking = connect().get("/");
    var asked = upstream.next();
    asking.halfClose();
    Eventually.holds("connection closed", asked::clientHasGone);
    assertEquals("", asking.readAll());
  }
}
