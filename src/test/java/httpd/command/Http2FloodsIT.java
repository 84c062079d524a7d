package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.http.AddressText;
import httpd.testing.Eventually;
import httpd.testing.FieldBlock;
import httpd.testing.RawFrame;
import httpd.testing.RawHttp2Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The program with a heap of 64 MiB, floods of HTTP/2, and a client that is served meanwhile. */
@TestMethodOrder(OrderAnnotation.class)
class Http2FloodsIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();
  private static final int ROUNDS = 4_000;
  private static final int ROUNDS_TOGETHER = 1_500;
  private static final int HONEST_ROUNDS = 10;
  private static final long MOST_RESIDENT_KB = 320_000;

  private static final String VICTIM =
      """
      import httpd.*;
      import java.util.*;
      import java.util.concurrent.*;
      import java.util.concurrent.atomic.*;

      public class Victim implements Handler {
        static final String LARGE = "x".repeat(1_000_000);
        static final BlockingQueue<String> SAID = new LinkedBlockingQueue<>();
        static final AtomicInteger CALLS = new AtomicInteger();
        static final AtomicInteger SOURCES = new AtomicInteger();

        record Source(BlockingQueue<String> queue) implements Iterator<String>, AutoCloseable {
          Source {
            SOURCES.incrementAndGet();
          }

          public boolean hasNext() {
            return true;
          }

          public String next() {
            try {
              return queue == null ? "endless" : queue.take();
            } catch (InterruptedException closed) {
              throw new NoSuchElementException();
            }
          }

          public void close() {
            SOURCES.decrementAndGet();
          }
        }

        public Response handle(Request request) throws Exception {
          CALLS.incrementAndGet();
          try {
            return switch (request.path()) {
              case "/large" -> Response.text(LARGE);
              case "/lines" -> Response.lines(new Source(SAID));
              case "/held" -> Response.lines(new Source(new LinkedBlockingQueue<>()));
              case "/endless" -> Response.lines(new Source(null));
              case "/count" -> Response.text("" + request.bytes(1 << 20).length);
              case "/say" -> {
                SAID.add(request.text());
                yield Response.status(204);
              }
              case "/held-now" -> Response.text(CALLS + " calls, " + SOURCES + " sources");
              default -> Response.text("served");
            };
          } finally {
            CALLS.decrementAndGet();
          }
        }
      }
      """;

  @TempDir static Path folder;
  private static Launched httpd;
  private static HonestHttp2Client honest;
  private static long sockets;

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(folder.resolve("Victim.java"), VICTIM);
    var environment = Map.of("HTTPD_JAVA_OPTIONS", "-Xmx64m");
    var limits = "head-time=1s,rate-time=1s";
    httpd =
        Launched.start(
            folder,
            environment,
            List.of(PROGRAM, "--port", "0", "--log", "off", "--limit", limits, "Victim.java"));
    honest = new HonestHttp2Client(httpd.address());
    honest.round();
    sockets = sockets();
  }

  @AfterAll
  static void stop() throws Exception {
    honest.close();
    httpd.close();
  }

  static Stream<Http2Flood> floods() {
    return Http2Flood.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("floods")
  @Order(1)
  @DisplayName("J-300 a flood is bounded and named, and others are served meanwhile")
  void flood(Http2Flood flood) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var client = RawHttp2Client.connect(httpd.address())) {
      var playing = threads.submit(playing(flood, client, ROUNDS));
      for (int i = 0; i < HONEST_ROUNDS || !playing.isDone(); i++) {
        honest.round();
      }
      playing.get();
      if (!flood.logged().isEmpty()) {
        var where = AddressText.withPort(client.address()) + ": ";
        Eventually.isFine(() ->
            httpd
                    .readErr()
                    .lines()
                    .anyMatch(line -> line.contains(where) && line.contains(flood.logged()))
                ? null
                : "no \"" + where + flood.logged() + "\" in:\n" + httpd.readErr());
        client.expectEnd();
      }
    }
    isAsBefore();
  }

  /** Sends until there is enough, or the server has had enough. */
  private static Callable<Boolean> playing(Http2Flood flood, RawHttp2Client client, int rounds) {
    return () -> {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var reading = threads.submit(() -> flood.reads() && readToTheEnd(client));
        try {
          client.send(flood.first().toArray(new RawFrame[0]));
          for (int i = 0; i < rounds && !(flood.reads() && reading.isDone()); i++) {
            client.send(flood.round().apply(i).toArray(new RawFrame[0]));
          }
        } catch (IOException closed) {
          // The server has had enough.
        }
        if (flood.logged().isEmpty()) {
          client.close();
        }
        return reading.get();
      }
    };
  }

  private static boolean readToTheEnd(RawHttp2Client client) {
    try {
      client.expectEnd();
      return true;
    } catch (IOException closedHere) {
      return false;
    }
  }

  private static void isAsBefore() {
    Eventually.isFine(() -> {
      try (var other = RawHttp2Client.connect(httpd.address())) {
        other.send(RawFrame.request(1, FieldBlock.get("/held-now")));
        var held = other.expectResponse(1).body();
        return held.equals("1 calls, 1 sources") ? null : held;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    Eventually.isFine(() -> sockets() <= sockets ? null : sockets() + " sockets, were " + sockets);
  }

  private static long sockets() {
    try (var files = Files.list(Path.of("/proc/" + httpd.pid() + "/fd"))) {
      return files.filter(Http2FloodsIT::isSocket).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSocket(Path file) {
    try {
      return Files.readSymbolicLink(file).toString().startsWith("socket:");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  @Test
  @Order(2)
  @DisplayName("J-301 all floods together leave the program within its memory")
  void together() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var playing =
          Http2Flood.all().stream()
              .map(flood ->
                  threads.submit(() -> {
                    try (var client = RawHttp2Client.connect(httpd.address())) {
                      return playing(flood, client, ROUNDS_TOGETHER).call();
                    }
                  }))
              .toList();
      for (int i = 0; i < HONEST_ROUNDS || playing.stream().anyMatch(one -> !one.isDone()); i++) {
        honest.round();
      }
      for (var one : playing) {
        one.get();
      }
    }
    isAsBefore();
    assertFalse(httpd.readErr().contains("OutOfMemoryError"), httpd.readErr());
    var status = Files.readString(Path.of("/proc/" + httpd.pid() + "/status"));
    var most = status.lines().filter(line -> line.startsWith("VmHWM:")).findFirst().orElseThrow();
    long resident = Long.parseLong(most.replaceAll("\\D", ""));
    assertTrue(resident < MOST_RESIDENT_KB, most);
    assertEquals(true, httpd.process().isAlive());
  }
}
