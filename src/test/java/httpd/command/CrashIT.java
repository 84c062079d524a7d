package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program is killed while clients publish and read, again and again. */
class CrashIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();
  private static final int ROUNDS = Integer.getInteger("crash.rounds", 3);
  private static final int PUBLISHERS = 2;

  @TempDir Path directory;

  private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());

  /** Whether the server is about to be started again, so that its clients come back. */
  private volatile boolean goesOn = true;

  private Launched start(String sync) throws IOException {
    var command =
        List.of(
            PROGRAM,
            "--port",
            "0",
            "--sync",
            sync,
            "/chat/{room}=hub:" + directory.resolve("chat"),
            "/v1/=streams:" + directory.resolve("streams"));
    return Launched.start(directory, Map.of(), command);
  }

  /** Sends numbers, each again until it is acknowledged. */
  private abstract class Publisher {
    final String name;
    volatile int acknowledged;

    /** Whether this server has acknowledged something. */
    volatile boolean isSure;

    Publisher(String name) {
      this.name = name;
    }

    abstract KeptConnection.Answer send(KeptConnection connection, int number) throws IOException;

    /** Whether the server has it, by this request or by one before. */
    abstract boolean isThere(int status);

    void run(InetSocketAddress server) {
      try (var connection = new KeptConnection(server)) {
        for (int number = acknowledged; goesOn; number++) {
          var answer = send(connection, number);
          if (!isThere(answer.status())) {
            throw new AssertionError(name + " " + number + ": " + answer);
          }
          acknowledged = number + 1;
          isSure = true;
        }
      } catch (IOException killed) {
        // The next server is asked again.
      } catch (Throwable failure) {
        failures.add(failure);
      }
    }
  }

  private final class EventPublisher extends Publisher {
    EventPublisher(int number) {
      super("event" + number);
    }

    @Override
    KeptConnection.Answer send(KeptConnection connection, int number) throws IOException {
      var event = "{\"id\":\"%s-%s\",\"data\":\"%s %s\"}".formatted(name, number, name, number);
      return connection.ask("POST", "/chat/a", "Content-Type: application/json\r\n", event);
    }

    @Override
    boolean isThere(int status) {
      return status == 201 || status == 409;
    }
  }

  private final class StreamPublisher extends Publisher {
    StreamPublisher(int number) {
      super("stream" + number);
    }

    @Override
    KeptConnection.Answer send(KeptConnection connection, int number) throws IOException {
      var headers =
          "Content-Type: text/plain\r\nProducer-Id: "
              + name
              + "\r\nProducer-Epoch: 0\r\nProducer-Seq: "
              + number
              + "\r\n";
      return connection.ask("POST", "/v1/log", headers, name + " " + number + "\n");
    }

    @Override
    boolean isThere(int status) {
      return status == 200 || status == 204;
    }
  }

  /** Reads, and continues with its position at the next server. */
  private abstract class Reader {
    final List<String> received = new ArrayList<>();
    String position = "";

    abstract void read(KeptConnection connection) throws IOException;

    void run(InetSocketAddress server) {
      try (var connection = new KeptConnection(server)) {
        read(connection);
      } catch (IOException killed) {
        // The next server is asked for what comes after the position.
      } catch (Throwable failure) {
        failures.add(failure);
      }
    }

    synchronized void add(String text) {
      received.add(text);
    }

    synchronized List<String> of(Publisher publisher) {
      return received.stream().filter(text -> text.startsWith(publisher.name + " ")).toList();
    }
  }

  private final class EventReader extends Reader {
    @Override
    void read(KeptConnection connection) throws IOException {
      var resume = position.isEmpty() ? "" : "Last-Event-ID: " + position + "\r\n";
      connection.send("GET", "/chat/a?as=sse&last=100000", resume, "");
      var id = position;
      while (true) {
        var line = connection.line();
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          add(line.substring(6));
          position = id;
        } else if (line.startsWith("event: ")) {
          throw new AssertionError(line + " after " + position);
        }
      }
    }
  }

  private final class StreamReader extends Reader {
    @Override
    void read(KeptConnection connection) throws IOException {
      while (true) {
        var offset = position.isEmpty() ? "-1" : position;
        var answer = connection.ask("GET", "/v1/log?offset=" + offset + "&live=long-poll", "", "");
        if (answer.status() != 200 && answer.status() != 204) {
          throw new AssertionError(answer.toString());
        }
        answer.body().lines().forEach(this::add);
        position = answer.headers().get("stream-next-offset");
      }
    }
  }

  private void crash(String sync, boolean cutsPower) throws Exception {
    var random = new Random(sync.hashCode());
    var publishers = new ArrayList<Publisher>();
    for (int i = 0; i < PUBLISHERS; i++) {
      publishers.add(new EventPublisher(i));
      publishers.add(new StreamPublisher(i));
    }
    var readers = List.of(new EventReader(), new StreamReader());
    for (int round = 0; round < ROUNDS; round++) {
      try (var launched = start(sync)) {
        var threads = serve(launched, publishers, readers);
        int goal = publishers.getFirst().acknowledged + random.nextInt(1, cutsPower ? 40 : 100);
        Eventually.isFine(() ->
            failures.isEmpty() && publishers.getFirst().acknowledged < goal
                ? "only " + publishers.getFirst().acknowledged
                : null);
        launched.process().destroyForcibly().waitFor();
        join(threads);
      }
      if (cutsPower) {
        TornStore.tear(directory.resolve("chat"), random);
        TornStore.tear(directory.resolve("streams"), random);
      }
    }
    try (var launched = start(sync)) {
      var threads = serve(launched, publishers, readers);
      Eventually.holds(
          "what each sent last is known", () -> publishers.stream().allMatch(each -> each.isSure));
      goesOn = false;
      join(threads.subList(0, publishers.size()));
      for (var publisher : publishers) {
        var reader = readers.get(publisher instanceof EventPublisher ? 0 : 1);
        Eventually.isFine(() ->
            failures.isEmpty() && reader.of(publisher).size() < publisher.acknowledged
                ? publisher.name + ": " + reader.of(publisher).size()
                : null);
      }
      launched.process().destroyForcibly().waitFor();
      join(threads);
    }
    for (var publisher : publishers) {
      var reader = readers.get(publisher instanceof EventPublisher ? 0 : 1);
      var received = reader.of(publisher);
      for (int i = 0; i < received.size(); i++) {
        assertEquals(publisher.name + " " + i, received.get(i));
      }
      assertEquals(publisher.acknowledged, received.size());
    }
  }

  private List<Thread> serve(Launched launched, List<Publisher> publishers, List<Reader> readers)
      throws IOException {
    var server = launched.address();
    try (var connection = new KeptConnection(server)) {
      int status = connection.ask("PUT", "/v1/log", "Content-Type: text/plain\r\n", "").status();
      assertTrue(status == 200 || status == 201, "created: " + status);
    }
    var threads = new ArrayList<Thread>();
    publishers.forEach(each -> each.isSure = false);
    publishers.forEach(each -> threads.add(Thread.ofVirtual().start(() -> each.run(server))));
    readers.forEach(each -> threads.add(Thread.ofVirtual().start(() -> each.run(server))));
    return threads;
  }

  private void join(List<Thread> threads) throws InterruptedException {
    for (var thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw new AssertionError(failures.size() + " failed", failures.getFirst());
    }
  }

  @Test
  @DisplayName(
      "LG-61 power failures of the program: what it acknowledged under always, all read once")
  void always() throws Exception {
    crash("always", true);
  }

  @Test
  @DisplayName("LG-60 kills of the program: what it acknowledged is there, and all read it once")
  void killed() throws Exception {
    crash("100ms", false);
  }
}
