package httpd.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.net.Transport;
import httpd.server.AccessEvent;
import httpd.server.ServerConfig;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.ScriptedUpstream;
import httpd.upstream.UpstreamLimits;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.Parameter;

/** A server with a route to an upstream that can switch to another protocol. */
abstract class TunnelFixture extends ProxyTest {

  static final String ASK =
      "GET /chat HTTP/1.1\nHost: test\nConnection: keep-alive, Upgrade\nUpgrade: echo\n\n";
  static final String SWITCH =
      "HTTP/1.1 101 Fine\r\nConnection: upgrade\r\nUpgrade: echo\r\nSec-Key: k\r\n\r\n";
  static final String OK_2 = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

  @Parameter Transport transport;

  final List<AccessEvent> events = new CopyOnWriteArrayList<>();

  @Override
  protected ServerConfig config() {
    return super.config().withTransport(transport).withAccessLog(events::add);
  }

  record Ends(RawClient client, ScriptedUpstream.Connection upstream) {}

  /** A tunnel, open both ways. */
  Ends open() throws Exception {
    var asking = connect().send(ASK);
    var asked = upstream.next();
    asked.send(SWITCH);
    asking.readHead();
    return new Ends(asking, asked);
  }

  void serve(UpstreamLimits limits) throws IOException {
    serve("/", proxy(limits, TrustedProxies.NONE, upstream.uri("/").toString()));
  }

  /** An upstream behind a unix-domain socket, and the server in front of it. */
  ServerSocketChannel listen(Path folder) throws IOException {
    var path = folder.resolve("up.sock");
    var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(path));
    serve("/", proxy("http+unix:" + path + ":/"));
    return listener;
  }

  /** Its next connection, which has switched and said something. */
  static SocketChannel switched(ServerSocketChannel listener, String said) throws IOException {
    var asked = listener.accept();
    asked.read(ByteBuffer.allocate(4096));
    asked.write(ByteBuffer.wrap((SWITCH + said).getBytes(ISO_8859_1)));
    return asked;
  }

  /** A failure is logged after the connection is closed. */
  void assertLogged(String what) {
    Eventually.holds(what, () -> log.text().contains(what));
  }

  static boolean failsToSend(RawClient client) {
    try {
      client.send("x");
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  static void slow(Sender sender, Task end, Reader reader) throws Exception {
    var sent = new AtomicLong();
    var stop = new AtomicLong(Long.MAX_VALUE);
    var writer =
        start(() -> {
          var piece = "x".repeat(64 * 1024).getBytes(ISO_8859_1);
          while (sent.get() < stop.get()) {
            sender.send(piece);
            sent.addAndGet(piece.length);
          }
          end.run();
        });
    long rested = Eventually.rests(sent::get);
    assertTrue(rested < 32L * 1024 * 1024, rested + " bytes went to nobody");
    stop.set(0);
    long came = 0;
    var target = new byte[1024 * 1024];
    for (int read = reader.read(target); read >= 0; read = reader.read(target)) {
      came += read;
    }
    writer.join();
    assertEquals(sent.get(), came);
  }

  Limits serve(Bound bound, long value) throws IOException {
    var limits = Limits.standard().with(bound, value);
    serve(config().withLimits(limits), "/", proxy(upstream.uri("/").toString()));
    return limits;
  }

  long countDone() {
    return events.stream().filter(event -> event.phase() == AccessEvent.Phase.DONE).count();
  }

  /** W-98. */
  void assertDone(String reason, long bytes) {
    Eventually.holds("logged", () -> countDone() > 0);
    var phases = events.stream().filter(event -> event.asked().id() == last().asked().id());
    assertEquals("[OPEN, HEAD, DONE]", phases.map(AccessEvent::phase).toList().toString());
    assertEquals(101, last().status());
    assertEquals(reason, String.valueOf(last().reason()));
    assertEquals(bytes, last().bytes());
    assertFalse(last().streamed(), "it has no lines to count");
  }

  AccessEvent last() {
    return events.getLast();
  }

  interface Sender {
    void send(byte[] piece) throws IOException;
  }

  interface Reader {
    int read(byte[] target) throws IOException;
  }

  interface Task {
    void run() throws IOException;
  }

  static Thread start(Task task) {
    return Thread.ofPlatform()
        .start(() -> {
          try {
            task.run();
          } catch (IOException e) {
            throw new AssertionError("sending broke off", e);
          }
        });
  }

  /** Until nobody takes it any more. */
  static void flood(Sender sender, AtomicLong sent) {
    var piece = "x".repeat(64 * 1024).getBytes(ISO_8859_1);
    try {
      while (true) {
        sender.send(piece);
        sent.addAndGet(piece.length);
      }
    } catch (IOException gone) {
      // As it should be.
    }
  }

  static long readAll(ScriptedUpstream.Connection connection) throws IOException {
    long all = 0;
    var target = new byte[1024 * 1024];
    for (int read = connection.readSome(target); read >= 0; read = connection.readSome(target)) {
      all += read;
    }
    return all;
  }
}
