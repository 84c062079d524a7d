package httpd.coding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.line.Line;
import httpd.live.TopicHandler;
import httpd.net.Transport;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.tail.TailedFiles;
import httpd.testing.InflatedAnswer;
import httpd.testing.RawClient;
import httpd.topic.MemoryRing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many compressed clients of one topic, on two event loops. */
class SharedEventsTest {

  private static final int CLIENTS = 100;
  private static final int EVENTS = 40;

  /** After so many events, every client has had what the next one may refer to. */
  private static final int FIRST = 40;

  @TempDir Path folder;

  private final MemoryRing ring = new MemoryRing(1000, Long.MAX_VALUE);
  private final List<RawClient> clients = new ArrayList<>();
  private final List<InflatedAnswer> answers = new ArrayList<>();
  private Server server;

  @AfterEach
  void takeDown() throws Exception {
    for (var client : clients) {
      client.close();
    }
    server.close();
  }

  private void serve(Handler handler) throws Exception {
    serve(Transport.AUTO, handler);
  }

  private void serve(Transport transport, Handler handler) throws Exception {
    server =
        Server.start(
            ServerConfig.defaults()
                .withPort(0)
                .withEventLoops(2)
                .withTransport(transport)
                .withHeartbeat(Duration.ZERO),
            handler);
  }

  private InflatedAnswer connect(String coding) throws Exception {
    return connect(coding, 0);
  }

  private InflatedAnswer connect(String coding, int receiveBuffer) throws Exception {
    var client = new RawClient(server.address(), receiveBuffer);
    clients.add(client);
    var answer = InflatedAnswer.get(client, "/", coding, "Accept: text/event-stream\n");
    assertTrue(answer.head().contains("Content-Encoding: " + coding + "\n"), answer.head());
    answers.add(answer);
    return answer;
  }

  private static String line(int number) {
    return "{\"time\":\"10:22:%s\",\"level\":\"info\",\"message\":\"event %s\"}"
        .formatted(number % 60, number);
  }

  private void append(int number) {
    ring.append(Line.of(line(number)));
  }

  private void readAll(int number) throws Exception {
    for (var answer : answers) {
      assertEquals("data: " + line(number), lastLine(answer, number));
    }
  }

  private static String lastLine(InflatedAnswer answer, int number) throws Exception {
    var lines = answer.readUntil("event " + number + "\"}\n\n").lines().toList();
    return lines.get(lines.size() - 2);
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("Z-50 an event of a hub or a pipe is compressed once for all clients of all loops")
  void once(Transport transport) throws Exception {
    serve(transport, new TopicHandler("stdin:", ring, 0));
    for (int i = 0; i < CLIENTS; i++) {
      connect("gzip");
    }
    long before = 0;
    for (int i = 0; i < FIRST + EVENTS; i++) {
      before = i == FIRST ? BlockEncoder.made() : before;
      append(i);
      readAll(i);
    }
    assertEquals(EVENTS, BlockEncoder.made() - before);
  }

  @Test
  @DisplayName("Z-50 a line of a followed file is compressed once for all clients of all loops")
  void onceOfFile() throws Exception {
    var file = Files.writeString(folder.resolve("a.log"), "");
    serve(new TopicHandler("tail:a.log", TailedFiles.ofTheProcess().file(file.toString()), 0));
    for (int i = 0; i < CLIENTS; i++) {
      connect("deflate");
    }
    long before = 0;
    for (int i = 0; i < FIRST + EVENTS; i++) {
      before = i == FIRST ? BlockEncoder.made() : before;
      Files.writeString(file, line(i) + "\n", StandardOpenOption.APPEND);
      readAll(i);
    }
    long made = BlockEncoder.made() - before;
    assertEquals(EVENTS, made, made + " blocks of " + EVENTS + " lines");
  }

  @Test
  @DisplayName("Z-51 Z-52 clients that come and go get each line once, whatever they know")
  void comingAndGoing() throws Exception {
    serve(new TopicHandler("stdin:", ring, 0));
    var random = new Random(14);
    for (int i = 0; i < 20; i++) {
      connect(i % 5 == 0 ? "deflate" : "gzip");
    }
    for (int i = 0; i < 300; i++) {
      if (random.nextInt(4) == 0) {
        int leaving = random.nextInt(clients.size());
        clients.remove(leaving).close();
        answers.remove(leaving);
        connect(random.nextBoolean() ? "deflate" : "gzip");
      }
      append(i);
      readAll(i);
    }
    ring.end();
    for (var answer : answers) {
      assertEquals("", answer.readToEnd(), "all of it, with the right check value");
    }
  }

  @Test
  @DisplayName("Z-52 a client that falls behind continues where it was, and ends well")
  void fallingBehind() throws Exception {
    serve(new TopicHandler("stdin:", ring, 0));
    for (int i = 0; i < 20; i++) {
      connect("gzip", i == 0 ? 4096 : 0);
    }
    append(0);
    readAll(0);
    var slow = answers.removeFirst(); // Its socket takes little.
    var text = new StringBuilder();
    var random = new Random(14);
    for (int i = 1; i <= 200; i++) {
      var noise = new byte[6000];
      random.nextBytes(noise);
      var data = java.util.HexFormat.of().formatHex(noise) + "event " + i + "\"}";
      ring.append(Line.of(data));
      text.append(data);
      for (var answer : answers) {
        answer.readUntil("event " + i + "\"}\n\n");
      }
    }
    ring.end();
    answers.add(slow);
    for (var answer : answers) {
      var rest = answer.readToEnd();
      assertEquals(answer == slow ? text.length() : 0, data(rest).length());
    }
  }

  private static String data(String events) {
    var data = new StringBuilder();
    events
        .lines()
        .filter(line -> line.startsWith("data: "))
        .forEach(line -> data.append(line.substring("data: ".length())));
    return new String(data.toString().getBytes(UTF_8), UTF_8);
  }
}
