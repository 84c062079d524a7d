package httpd.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.line.Timer;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.live.View;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.sse.EventEncoder.Form;
import httpd.tail.TailedFiles;
import httpd.testing.Eventually;
import httpd.testing.LogCapture;
import httpd.topic.BriefLinger;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Outliving the upstream": a real one, restarted under load, behind one connection. */
class OutlivingTest {

  private static final int RESTARTS = 20;
  private static final int EVENTS_BETWEEN = 20;
  private static final long PACE = TimeUnit.MILLISECONDS.toNanos(1);
  private static final Backoff SOON = (failures, wished) -> Duration.ofMillis(5);

  @TempDir Path folder;

  private final UpstreamClient client = new UpstreamClient();
  private final LogCapture log = new LogCapture();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();
  private Path file;
  private Server upstream;

  @BeforeEach
  void start() throws Exception {
    file = Files.createFile(folder.resolve("app.log"));
    upstream = startUpstream(0);
  }

  @AfterEach
  void close() throws Exception {
    upstream.close();
    client.close();
    log.close();
  }

  private Server startUpstream(int port) throws IOException {
    var tail = new TopicHandler("tail", TailedFiles.ofTheProcess().file(file.toString()), 0);
    Handler counted =
        request -> {
          var response = tail.handle(request);
          asked.incrementAndGet();
          return response;
        };
    return start(port, "/feed/", counted);
  }

  private static Server start(int port, String path, Handler handler) throws IOException {
    var router = Router.of(List.of(Route.of(Set.of("GET"), path, handler)));
    return Server.start(ServerConfig.defaults().withPort(port).withEventLoops(1), router);
  }

  private UpstreamAddress address() {
    return UpstreamAddress.of("http://127.0.0.1:" + upstream.address().getPort() + "/feed/");
  }

  private void write() {
    try (var writer = Files.newBufferedWriter(file, StandardOpenOption.APPEND)) {
      for (int number = 0; !over.get(); number++) {
        writer.write(number + "\n");
        writer.flush();
        LockSupport.parkNanos(PACE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("W-110, W-112 sse+: twenty restarts under load, one connection, each event once")
  void eachClientItsOwn() throws Exception {
    assertOutlives(
        new PersistentEventsHandler(
            new ProxyRoute(
                "sse+", List.of(address()), UpstreamLimits.DEFAULT, TrustedProxies.NONE, false),
            Presentation.DEFAULT,
            client,
            Duration.ofSeconds(10),
            SOON));
  }

  @Test
  @DisplayName("W-80, W-81 shared+: twenty restarts under load, one connection, each event once")
  void allTheSame() throws Exception {
    var shared =
        BriefLinger.of(() ->
            new ReconnectingSource(
                new SharedUpstream(client, address(), UpstreamLimits.DEFAULT, new Hops("GET")),
                false,
                null,
                "",
                SOON,
                Timer.OF_THE_PROCESS));
    var events = Presentation.DEFAULT.withOnly(View.EVENTS);
    assertOutlives(new TopicHandler("shared+", shared, events, Form.EITHER));
    Eventually.isFine(
        Duration.ofSeconds(20),
        () ->
            Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().equals("httpd-shared"))
                ? "the run goes on"
                : null);
  }

  private void assertOutlives(Handler handler) throws Exception {
    try (var server = start(0, "/", handler);
        var reader = new Reader(server.address())) {
      Eventually.holds("asked", () -> asked.get() == 1);
      var writer = Thread.ofVirtual().start(this::write);
      try {
        int port = upstream.address().getPort();
        for (int restart = 0; restart < RESTARTS; restart++) {
          reader.takeMore();
          int connections = restart;
          Eventually.holds("asked again", () -> asked.get() > connections);
          upstream.close();
          upstream = startUpstream(port);
        }
        reader.takeMore();
      } finally {
        over.set(true);
        writer.join();
      }
      reader.takeUpTo(Files.readAllLines(file).size());
      assertTrue(asked.get() > RESTARTS, asked + " connections");
    }
  }

  /** One client with one connection, which wants all numbers from 0 on, each once and in order. */
  private static final class Reader implements AutoCloseable {
    private final Socket socket = new Socket();
    private final BufferedReader lines;
    private int count;

    Reader(InetSocketAddress server) throws IOException {
      socket.setSoTimeout(20_000);
      socket.connect(server);
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n".getBytes(UTF_8));
      lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      assertEquals("HTTP/1.1 200 OK", lines.readLine());
    }

    void takeMore() throws IOException {
      takeUpTo(count + EVENTS_BETWEEN);
    }

    void takeUpTo(int end) throws IOException {
      while (count < end) {
        var line = lines.readLine();
        assertTrue(line != null, "the connection ended behind event " + count);
        assertTrue(!line.startsWith("event:"), line);
        if (line.startsWith("data: ")) {
          assertEquals("data: " + count, line);
          count++;
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
