package httpd.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Headers;
import httpd.Response;
import httpd.net.Transport;
import httpd.server.Server;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Files", how they are sent: F-60 to F-64. */
class FileBodiesTest extends WireTest {

  private static final int MIB = 1024 * 1024;

  /** More than a connection's buffers hold. */
  private static final long LARGE = 64 * MIB;

  @TempDir Path folder;

  private volatile FileChannel channel;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  /** A file of zeros that takes no room on disc. */
  private Path sparse(long length) throws IOException {
    var path = folder.resolve("sparse.bin");
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(length);
    }
    return path;
  }

  /** 200 with a file whose channel the test can look at. */
  private Response open(Path path) throws IOException {
    channel = FileChannel.open(path);
    return new Response(200, Headers.EMPTY, new Body.File(channel, 0, channel.size()));
  }

  private void awaitClosed() {
    Eventually.holds("closed", () -> channel != null && !channel.isOpen());
  }

  private static long count(RawClient client, long most) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long total = 0;
    while (total < most) {
      int count = client.readSome(buffer);
      if (count < 0) {
        return total;
      }
      total += count;
    }
    return total;
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("F-60 a file has a Content-Length, and the connection goes on afterwards")
  void keepAlive(Transport transport) throws Exception {
    var hello = file("hello.txt", "hello, file");
    serve(transport, request -> Response.file(hello));
    var expected =
        """
        HTTP/1.1 200 OK
        Content-Type: text/plain; charset=utf-8
        date: *
        content-length: 11

        hello, file\
        """;
    var client = connect();
    for (int i = 0; i < 3; i++) {
      assertEquals(expected, client.get("/").readUntil("hello, file"));
    }
    client.get("/").get("/").get("/");
    for (int i = 0; i < 3; i++) {
      assertEquals(expected, client.readUntil("hello, file"));
    }
  }

  @Test
  @DisplayName("F-7 a handler's file that is not a regular file gives 500, and the log names it")
  void noFile() throws Exception {
    serve(request -> Response.file(folder.resolve(request.query("name"))));
    var client = connect();
    for (var name : List.of("missing.txt", ".")) {
      client.get("/?name=" + name);
      client.readUntil("Internal Server Error␊");
      assertTrue(log.text().contains(folder.resolve(name) + ": no regular file"), log.text());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("F-60 pieces arrive in order, without an empty one")
  void pieces(Transport transport) throws Exception {
    var letters = file("letters.txt", "abcdefghij");
    serve(
        transport,
        request -> {
          var region = new Body.File.Region(2, 3);
          channel = FileChannel.open(letters);
          return new Response(
              200,
              Headers.EMPTY,
              new Body.File(
                  channel,
                  List.of(
                      new Body.File.Literal("<é"),
                      region,
                      new Body.File.Region(9, 0),
                      new Body.File.Literal(""),
                      new Body.File.Literal("|"),
                      new Body.File.Region(0, 10),
                      new Body.File.Literal(">"))));
        });
    var answer = connect().get("/").readUntil(">");
    assertTrue(answer.endsWith("content-length: 18\n\n<écde|abcdefghij>"), answer);
    awaitClosed();
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("F-60 an empty file is a head with Content-Length: 0")
  void empty(Transport transport) throws Exception {
    var nothing = file("nothing", "");
    serve(transport, request -> open(nothing));
    var client = connect();
    for (int i = 0; i < 2; i++) {
      var head = client.get("/").readHead();
      assertTrue(head.contains("content-length: 0\n"), head);
      awaitClosed();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("F-60 an HTTP/1.0 client gets the length, and keeps the connection if it asks")
  void http10(Transport transport) throws Exception {
    var hello = file("hello.txt", "hello");
    serve(transport, request -> Response.file(hello));
    var once = connect().send("GET / HTTP/1.0\n\n").readAll();
    assertTrue(once.contains("connection: close\n") && once.endsWith("\n\nhello"), once);
    var client = connect();
    for (int i = 0; i < 2; i++) {
      client.send("GET / HTTP/1.0\nConnection: keep-alive\n\n");
      var kept = client.readUntil("\n\nhello");
      assertTrue(kept.contains("connection: keep-alive\n"), kept);
      assertTrue(kept.contains("content-length: 5\n"), kept);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("F-62 HEAD has the head of GET, and the file is closed")
  void head(Transport transport) throws Exception {
    var hello = file("hello.txt", "hello");
    serve(transport, request -> open(hello));
    var all = connect().send("HEAD / HTTP/1.1\nHost: test\nConnection: close\n\n").readAll();
    assertTrue(all.contains("content-length: 5\n") && all.endsWith("\n\n"), all);
    awaitClosed();
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("F-62 a file given with 304 is closed, and not sent")
  void notModified(Transport transport) throws Exception {
    var hello = file("hello.txt", "hello");
    serve(transport, request -> open(hello).withStatus(304));
    var all = connect().send("GET / HTTP/1.1\nHost: test\nConnection: close\n\n").readAll();
    assertTrue(!all.contains("content-length") && all.endsWith("\n\n"), all);
    awaitClosed();
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("F-62 a client that leaves within the file closes it, and is no error")
  void clientLeaves(Transport transport) throws Exception {
    var large = sparse(LARGE);
    serve(transport, request -> open(large));
    for (int i = 0; i < 10; i++) {
      channel = null;
      var client = connect(4096).get("/");
      client.readHead();
      if (i % 2 == 0) {
        client.reset();
      } else {
        client.close();
      }
      awaitClosed();
    }
    assertEquals("", log.text());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("F-62 a file opened for a client that has gone is closed")
  void goneBefore(Transport transport) throws Exception {
    var hello = file("hello.txt", "hello");
    var called = new Semaphore(0);
    var proceed = new CountDownLatch(1);
    serve(
        transport,
        request -> {
          called.release();
          try {
            proceed.await();
          } catch (InterruptedException gone) {
            called.release();
          }
          return open(hello);
        });
    var client = connect().get("/");
    assertTrue(called.tryAcquire(10, TimeUnit.SECONDS));
    client.reset();
    assertTrue(called.tryAcquire(10, TimeUnit.SECONDS));
    awaitClosed();
    assertEquals("", log.text());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("F-61 a file that becomes shorter while it is sent is cut, and the log says so")
  void truncated(Transport transport) throws Exception {
    var large = sparse(LARGE);
    serve(transport, request -> open(large));
    var client = connect(4096).get("/");
    var head = client.readHead();
    assertTrue(head.contains("content-length: " + LARGE + "\n"), head);
    try (var file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(MIB);
    }
    long length = count(client, Long.MAX_VALUE);
    assertTrue(length < LARGE, "all of " + length);
    awaitClosed();
    Eventually.holds("logged", () -> !log.text().isEmpty());
    assertTrue(log.text().contains("the file became shorter than announced"), log.text());
    assertEquals(1, log.text().lines().filter(line -> line.contains("GET /")).count());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName(
      "F-61 a file that is shorter than announced is cut after the header section,"
          + " also on HTTP/1.0")
  void shorterAllAlong(Transport transport) throws Exception {
    var hello = file("hello.txt", "hello");
    serve(
        transport,
        request -> {
          channel = FileChannel.open(hello);
          return new Response(200, Headers.EMPTY, new Body.File(channel, 2, 100));
        });
    for (var version : List.of("1.1", "1.0")) {
      var all =
          connect()
              .send("GET / HTTP/%s\nHost: test\nConnection: keep-alive\n\n".formatted(version))
              .readAll();
      assertTrue(all.contains("content-length: 100\n") && all.endsWith("\n\nllo"), all);
      awaitClosed();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("F-63 a client that does not read holds no memory, and gets all when it reads on")
  void slowReader(Transport transport) throws Exception {
    long length = 96L * MIB;
    var large = sparse(length);
    serve(transport, request -> open(large));
    connect().get("/warm").readHead();
    awaitClosedOrHeld();
    long before = memory();
    var client = connect(4096).get("/");
    client.readHead();
    long grown = memory() - before;
    assertTrue(grown < 16 * MIB, grown + " bytes more are held");
    assertTrue(channel.isOpen());
    assertEquals(length, count(client, length));
    awaitClosed();
    assertTrue(client.get("/").readHead().contains("content-length: " + length + "\n"));
  }

  private void awaitClosedOrHeld() {
    Eventually.holds("opened", () -> channel != null);
  }

  /** Bytes on the heap and outside of it, garbage left out. */
  private static long memory() {
    System.gc();
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return direct + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("F-64 a stop lets a file that is being sent be finished")
  void stop(Transport transport) throws Exception {
    var large = sparse(LARGE);
    var server = serve(transport, request -> open(large));
    var idle = connect();
    var client = connect(4096).get("/");
    client.readHead();
    var stopper = Thread.ofPlatform().start(server::close);
    assertEquals("FIN", idle.readEnd());
    assertTrue(channel.isOpen());
    assertEquals(LARGE, count(client, Long.MAX_VALUE));
    stopper.join();
    awaitClosed();
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("F-64 a file that outlasts the drain is cut and closed")
  void drain(Transport transport) throws Exception {
    var large = sparse(LARGE);
    Server server =
        serve(
            config().withTransport(transport).withDrain(Duration.ofMillis(50)),
            request -> open(large));
    var client = connect(4096).get("/");
    client.readHead();
    server.close();
    assertFalse(channel.isOpen());
    assertTrue(cutLength(client) < LARGE);
  }

  private static long cutLength(RawClient client) {
    try {
      return count(client, Long.MAX_VALUE);
    } catch (IOException reset) {
      return 0;
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("F-60 what a file holds is what arrives, from any place to any length")
  void content(Transport transport) throws Exception {
    byte[] bytes = new byte[3 * MIB + 17];
    new java.util.Random(7).nextBytes(bytes);
    var path = Files.write(folder.resolve("random.bin"), bytes);
    serve(
        transport,
        request -> {
          var open = FileChannel.open(path);
          return new Response(
              200,
              Headers.EMPTY,
              new Body.File(
                  open,
                  Long.parseLong(request.query("from")),
                  Long.parseLong(request.query("length"))));
        });
    var client = connect();
    for (int[] region : new int[][] {{0, bytes.length}, {1, 512 * 1024}, {17, 2 * MIB + 3}}) {
      client.get("/?from=" + region[0] + "&length=" + region[1]).readHead();
      byte[] read = new byte[region[1]];
      for (int at = 0; at < read.length; ) {
        byte[] some = new byte[Math.min(64 * 1024, read.length - at)];
        int count = client.readSome(some);
        assertTrue(count > 0, new String(some, UTF_8));
        System.arraycopy(some, 0, read, at, count);
        at += count;
      }
      byte[] expected = java.util.Arrays.copyOfRange(bytes, region[0], region[0] + region[1]);
      assertEquals(-1, java.util.Arrays.mismatch(expected, read));
    }
  }
}
