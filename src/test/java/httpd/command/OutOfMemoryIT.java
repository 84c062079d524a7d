package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.RawClient;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program with a small heap that many requests fill at once. */
class OutOfMemoryIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();
  private static final int CLIENTS = 6;

  private static final String GREEDY =
      """
      import httpd.*;
      import java.util.*;
      import java.util.stream.*;

      public class Greedy implements Handler {
        static String eat() {
          var all = new ArrayList<byte[]>();
          while (true) {
            all.add(new byte[100_000]);
          }
        }

        public Response handle(Request request) throws Exception {
          return switch (request.path()) {
            case "/text" -> Response.text(eat());
            case "/lines" -> Response.lines(Stream.of(1, 2).map(i -> i == 1 ? "one" : eat()));
            default -> Response.text("served");
          };
        }
      }
      """;

  @TempDir Path folder;

  private static Callable<String> asking(InetSocketAddress server, String path) {
    return () -> {
      try (var client = new RawClient(server)) {
        return client.get(path).readAll();
      }
    };
  }

  @Test
  @DisplayName("S-284 many that fill the heap at once are answered or cut, and others are served")
  void smallHeap() throws Exception {
    Files.writeString(folder.resolve("Greedy.java"), GREEDY);
    var environment = Map.of("HTTPD_JAVA_OPTIONS", "-Xmx48m");
    var command = List.of(PROGRAM, "--port", "0", "--log", "off", "Greedy.java");
    try (var httpd = Launched.start(folder, environment, command);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var server = httpd.address();
      var texts = new ArrayList<Future<String>>();
      var streams = new ArrayList<Future<String>>();
      for (int i = 0; i < CLIENTS; i++) {
        texts.add(threads.submit(asking(server, "/text")));
        streams.add(threads.submit(asking(server, "/lines")));
      }
      for (var text : texts) {
        assertTrue(text.get().startsWith("HTTP/1.1 500 "), text.get());
      }
      for (var stream : streams) {
        assertTrue(stream.get().endsWith("\n\n4\none␊\n"), stream.get());
      }
      try (var honest = new RawClient(server)) {
        assertTrue(honest.get("/").readUntil("served").startsWith("HTTP/1.1 200 "));
      }
      httpd.awaitErr("GET /text: answered 500, its handler failed: java.lang.OutOfMemoryError");
      httpd.awaitErr("GET /lines: cut the response, its lines failed: java.lang.OutOfMemoryError");
      httpd.signal("TERM");
      assertEquals(0, httpd.await().code());
    }
  }
}
