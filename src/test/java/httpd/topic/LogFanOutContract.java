package httpd.topic;

import static httpd.topic.LogSteps.append;
import static httpd.topic.LogSteps.count;
import static httpd.topic.LogSteps.numbers;
import static httpd.topic.LogSteps.together;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.live.TopicHandler;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.testing.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Logs": a log behind a server, as audiences read it. */
public interface LogFanOutContract extends LogEngine {

  /** A client of event streams; closing it leaves. */
  record EventClient(Socket socket, BufferedReader reader) implements AutoCloseable {

    static EventClient connect(Server server, int receiveBuffer, String lastEventId)
        throws IOException {
      var socket = new Socket();
      socket.setReceiveBufferSize(receiveBuffer);
      socket.setSoTimeout(20_000);
      socket.connect(server.address());
      var request =
          "GET /?as=sse HTTP/1.1\r\nHost: test\r\nConnection: close\r\nLast-Event-ID: "
              + lastEventId
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(UTF_8));
      var input = new InputStreamReader(socket.getInputStream(), UTF_8);
      return new EventClient(socket, new BufferedReader(input, 64 * 1024));
    }

    /** Reads the next value of a field; null at the end of the body. */
    private String next(String field) throws IOException {
      while (true) {
        var line = reader.readLine();
        if (line == null || line.equals("0")) { // The last chunk.
          return line == null ? "cut" : null;
        }
        if (line.startsWith(field)) {
          return line.substring(field.length());
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  @DisplayName("LG-41 streams that follow a log together get what each would alone, slow ones too")
  default void audience() throws Exception {
    int clients = 24;
    int slow = 6;
    int first = 100;
    int last = 1_600;
    try (var store = open()) {
      var log = LogSteps.create(store, "a");
      var positions = new ArrayList<>(List.of(log.bounds().oldest()));
      positions.addAll(count(log, 1, first));
      var config = ServerConfig.defaults().withPort(0).withEventLoops(2);
      try (var server = Server.start(config, new TopicHandler("log", log, 0))) {
        var written = new CountDownLatch(1);
        together(
            clients + 1,
            thread -> {
              if (thread == clients) {
                Eventually.holds("all have come", () -> log.readers() == clients);
                write(log, first, last);
                written.countDown();
                return;
              }
              int begin = new Random(thread).nextInt(first + 1);
              int buffer = thread < slow ? 4 * 1024 : 256 * 1024;
              try (var client = EventClient.connect(server, buffer, positions.get(begin))) {
                if (thread < slow) {
                  assertTrue(written.await(30, TimeUnit.SECONDS));
                }
                assertEquals(numbers(begin + 1, last), readAll(client));
              }
            });
        Eventually.holds("all have left", () -> log.readers() == 0);
      }
    }
  }

  private static void write(Log log, int first, int last) throws Exception {
    var filler = " " + "x".repeat(4 * 1024);
    var random = new Random(1);
    for (int i = first + 1; i <= last; ) {
      var burst = new ArrayList<Line>();
      for (int more = random.nextInt(1, 20); more > 0 && i <= last; more--) {
        burst.add(Line.of(i++ + filler));
      }
      append(log, Append.of(burst));
    }
    append(log, Append.closing());
  }

  private static List<String> readAll(EventClient client) throws IOException {
    var texts = new ArrayList<String>();
    for (var data = client.next("data: "); data != null; data = client.next("data: ")) {
      texts.add(data.split(" ")[0]);
    }
    return texts;
  }

  @Test
  @DisplayName("LG-41 a stream that is cut at any event continues after the id of that event")
  default void hopping() throws Exception {
    int last = 400;
    int clients = 10;
    try (var store = open()) {
      var log = LogSteps.create(store, "a");
      var oldest = log.bounds().oldest();
      var config = ServerConfig.defaults().withPort(0).withEventLoops(2);
      try (var server = Server.start(config, new TopicHandler("log", log, 0))) {
        together(
            clients + 1,
            thread -> {
              if (thread == clients) {
                Eventually.holds("some have come", () -> log.readers() > clients / 2);
                count(log, 1, last);
              } else {
                hop(server, oldest, last, new Random(thread));
              }
            });
        Eventually.holds("all have left", () -> log.readers() == 0);
      }
    }
  }

  private static void hop(Server server, String oldest, int last, Random random)
      throws IOException {
    var id = oldest;
    int read = 0;
    while (read < last) {
      try (var client = EventClient.connect(server, 64 * 1024, id)) {
        for (int i = random.nextInt(1, 60); i > 0 && read < last; i--) {
          var line = client.reader().readLine();
          while (line != null && !line.startsWith("data: ")) {
            id = line.startsWith("id: ") ? line.substring(4) : id;
            line = client.reader().readLine();
          }
          assertEquals("data: " + ++read, line, "after " + id);
        }
      }
    }
  }
}
