package httpd.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Lines;
import httpd.Request;
import httpd.Response;
import httpd.net.Transport;
import httpd.server.AccessEvent;
import httpd.testing.Eventually;
import httpd.testing.Fuzz;
import httpd.testing.Received;
import httpd.testing.SentAndRead;
import httpd.testing.StrictRequests;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests of chance, whole and damaged, in pieces of chance, against a real server. */
@Timeout(value = 3, unit = TimeUnit.HOURS) // Rounds are counted, or played for minutes.
class RequestFuzzTest extends WireTest {

  private static final int ROUNDS = 800;

  /** What the server may say to a damaged request. */
  private static final Set<Integer> REFUSALS =
      Set.of(400, 404, 405, 408, 411, 413, 414, 417, 421, 431, 501, 505);

  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong done = new AtomicLong();

  /** A request as a client sends it, and the body of the answer; Latin-1 stands for bytes. */
  private record Asked(String method, String text, String answer) {}

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  @DisplayName("B-12, S-60, S-61, S-80, S-2, S-3: no request, however damaged, gets a wrong ending")
  void requests(Transport transport) throws Exception {
    var config = config().withTransport(transport).withEventLoops(2).withAccessLog(this::record);
    var server = serve(config, RequestFuzzTest::handle);
    var results =
        Fuzz.play(
            "requests over " + transport,
            ROUNDS,
            (random, seed) ->
                switch (random.nextInt(5)) {
                  case 0, 1 -> whole(server.address(), random);
                  case 2 -> leaving(server.address(), random);
                  default -> damaged(server.address(), random);
                });
    assertTrue(Integer.getInteger("fuzz.rounds", ROUNDS) < 100 || results.size() > 3, "" + results);
    Eventually.isFine(
        () -> done.get() >= asked.get() ? null : done + " exchanges have ended of " + asked);
    assertEquals(List.of(), log.text().lines().filter(line -> line.contains("[trace of")).toList());
  }

  private void record(AccessEvent event) {
    if (event.phase() == AccessEvent.Phase.OPEN) {
      asked.incrementAndGet();
    } else if (event.phase() == AccessEvent.Phase.DONE && event.streamed()) {
      done.incrementAndGet();
    }
  }

  private static Response handle(Request request) throws IOException {
    var path = request.path().split("/", -1);
    int number = path.length > 2 && path[2].matches("[0-9]{1,3}") ? Integer.parseInt(path[2]) : 0;
    return switch (path.length > 1 ? path[1] : "") {
      case "text" -> Response.text("text " + number + "\n");
      case "list" -> Response.chunks(numbered(number).map(line -> line + "\n").toList());
      case "lines" -> Response.lines(numbered(number));
      case "echo" -> Response.lines(new Echo(request.lines()));
      case "upper" -> Response.text(request.text() + "end");
      case "ignore" -> Response.text("ignored\n");
      default -> Response.text("not here\n").withStatus(404);
    };
  }

  /** A body that tells where it ends. */
  private static Stream<String> numbered(int lines) {
    return Stream.concat(
        IntStream.range(0, lines).mapToObj(line -> "line " + line), Stream.of("end " + lines));
  }

  /** The lines of a body, and then how many they were. */
  private static final class Echo implements Iterator<String>, AutoCloseable {

    private final Lines lines;
    private int count;
    private boolean ended;

    Echo(Lines lines) {
      this.lines = lines;
    }

    @Override
    public boolean hasNext() {
      return !ended;
    }

    @Override
    public String next() {
      if (lines.hasNext()) {
        count++;
        return lines.next();
      }
      ended = true;
      return "end " + count;
    }

    @Override
    public void close() throws Exception {
      lines.close();
    }
  }

  private static String whole(InetSocketAddress server, Random random) throws Exception {
    var requests = requests(random, true);
    try (var socket = SentAndRead.connect(server)) {
      var answers = reading(socket);
      if (!isSent(socket, joined(requests), random)) {
        assertEquals("ignored\n", requests.getLast().answer, "only such a body is not waited for");
        return "whole, and closed before its last body had come";
      }
      var received =
          Received.all(answers.get().text(), requests.stream().map(Asked::method).toList());
      assertEquals(requests.size(), received.size(), () -> shown(answers.join().text()));
      for (int i = 0; i < requests.size(); i++) {
        assertEquals(200, received.get(i).status());
        assertEquals(requests.get(i).answer, received.get(i).body());
        assertTrue(received.get(i).looksComplete(answers.get().reset()), "is cut");
      }
      return "whole";
    }
  }

  /** Something is changed, and then the client sends no more: the connection must end. */
  private static String damaged(InetSocketAddress server, Random random) throws Exception {
    var bytes = Fuzz.mutated(joined(requests(random, false)), random);
    try (var socket = SentAndRead.connect(server)) {
      var answers = reading(socket);
      sendAndFinish(socket, bytes, random);
      var received = Received.all(answers.get().text(), List.of());
      for (var response : received) {
        check(response, answers.get().reset(), bytes);
      }
      long taken = received.stream().filter(response -> response.status() < 300).count();
      int strict = StrictRequests.in(new String(bytes, ISO_8859_1));
      assertTrue(
          taken <= strict,
          () -> taken + " taken, " + strict + " by a strict reader: " + shown(bytes));
      return received.isEmpty() ? "no answer" : "status " + received.getLast().status();
    } catch (Received.Malformed malformed) {
      throw new AssertionError(malformed.getMessage() + "\nasked: " + shown(bytes), malformed);
    }
  }

  private static void check(Received response, boolean reset, byte[] asked) {
    assertTrue(
        response.status() == 200
            || response.status() == 204
            || REFUSALS.contains(response.status()),
        () -> response + "\nasked: " + shown(asked));
    if (response.status() == 200 && response.looksComplete(reset)) {
      var body = response.body();
      boolean has =
          body.matches("(?s)text \\d+\n|ignored\n|.*end")
              || body.endsWith("end " + (body.split("\n", -1).length - 2) + "\n");
      assertTrue(has, () -> "looks complete: " + response + "\nasked: " + shown(asked));
    }
  }

  /** A client that goes in the middle, in one of two ways. */
  private static String leaving(InetSocketAddress server, Random random) throws Exception {
    var bytes = joined(requests(random, false));
    try (var socket = SentAndRead.connect(server)) {
      if (random.nextBoolean()) {
        socket.setSoLinger(true, 0);
      }
      var some = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      Fuzz.send(socket.getOutputStream(), some, random);
    } catch (SocketException closedByTheServer) {
      return "left, too late";
    }
    return "left";
  }

  private static void sendAndFinish(Socket socket, byte[] bytes, Random random) throws IOException {
    if (isSent(socket, bytes, random)) {
      try {
        socket.shutdownOutput();
      } catch (SocketException closedByTheServer) {
        assertTrue(socket.isConnected());
      }
    }
  }

  /** False if the server has closed the connection meanwhile. */
  private static boolean isSent(Socket socket, byte[] bytes, Random random) throws IOException {
    try {
      Fuzz.send(socket.getOutputStream(), bytes, random);
      return true;
    } catch (SocketException closedByTheServer) {
      return false;
    }
  }

  private static CompletableFuture<SentAndRead> reading(Socket socket) {
    var answers = new CompletableFuture<SentAndRead>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            answers.complete(SentAndRead.toTheEndOf(socket));
          } catch (AssertionError stuck) {
            answers.completeExceptionally(stuck);
          }
        });
    return answers;
  }

  private static String shown(byte[] bytes) {
    return shown(new String(bytes, ISO_8859_1));
  }

  private static String shown(String text) {
    return text.replace("\r", "\\r").replace("\n", "\\n\n");
  }

  private static byte[] joined(List<Asked> requests) {
    var texts = requests.stream().map(Asked::text).toList();
    return String.join("", texts).getBytes(ISO_8859_1);
  }

  /** Some requests, the last of which ends the connection. */
  private static List<Asked> requests(Random random, boolean withHead) {
    var requests = new ArrayList<Asked>();
    for (int left = random.nextInt(4); left > 0; left--) {
      requests.add(request(random, "HTTP/1.1", withHead));
    }
    requests.add(
        request(
            random,
            random.nextInt(4) == 0 ? "HTTP/1.0" : "HTTP/1.1\r\nConnection: close",
            withHead));
    return requests;
  }

  private static Asked request(Random random, String version, boolean withHead) {
    int number = random.nextInt(40);
    return switch (random.nextInt(6)) {
      case 0 -> plain(random, version, "/text/" + number, "text " + number + "\n", withHead);
      case 1 -> plain(random, version, "/list/" + number, lines(number), withHead);
      case 2 -> plain(random, version, "/lines/" + number, lines(number), withHead);
      case 3 -> {
        var body = body(random);
        var lines = body.isEmpty() ? List.<String>of() : List.of(body.split("\n"));
        var ended = body.isEmpty() ? "" : String.join("\n", lines) + "\n";
        yield posted(random, version, "/echo", body, ended + "end " + lines.size() + "\n");
      }
      case 4 -> {
        var body = body(random);
        yield posted(random, version, "/upper", body, body + "end");
      }
      default -> posted(random, version, "/ignore", body(random), "ignored\n");
    };
  }

  private static String lines(int number) {
    return String.join("\n", numbered(number).toList()) + "\n";
  }

  /** Lines, none of them empty, so that their number is plain; the last may lack its end. */
  private static String body(Random random) {
    var body = new StringBuilder();
    for (int left = random.nextInt(20); left > 0; left--) {
      body.append("body ").append("x".repeat(random.nextInt(40))).append(left > 1 ? "\n" : "");
    }
    return body.append(body.isEmpty() || random.nextBoolean() ? "" : "\n").toString();
  }

  private static Asked plain(
      Random random, String version, String path, String answer, boolean withHead) {
    var method = withHead && random.nextInt(4) == 0 ? "HEAD" : "GET";
    var bytes = head(random, method, path, version) + "\r\n";
    return new Asked(method, bytes, method.equals("HEAD") ? "" : answer);
  }

  private static Asked posted(
      Random random, String version, String path, String body, String answer) {
    boolean chunked = !version.equals("HTTP/1.0") && random.nextBoolean();
    var bytes =
        head(random, "POST", path, version)
            + (chunked
                ? "Transfer-Encoding: chunked\r\n\r\n" + chunks(random, body)
                : "Content-Length: " + body.length() + "\r\n\r\n" + body);
    return new Asked("POST", bytes, answer);
  }

  private static String head(Random random, String method, String path, String version) {
    var fields =
        Map.of("Accept", "*/*", "X-Long", "y".repeat(random.nextInt(90)), "Cookie", "a=b; c=d");
    var head = new StringBuilder(method + " " + path + " " + version + "\r\nHost: localhost\r\n");
    fields.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    return head.toString();
  }

  private static String chunks(Random random, String body) {
    var chunks = new StringBuilder();
    for (int from = 0; from < body.length(); ) {
      int length = Math.min(body.length() - from, 1 + random.nextInt(100));
      chunks.append(Integer.toHexString(length)).append(random.nextInt(5) == 0 ? ";a=b" : "");
      chunks.append("\r\n").append(body, from, from + length).append("\r\n");
      from += length;
    }
    return chunks + "0\r\n" + (random.nextInt(5) == 0 ? "X-Trailer: 1\r\n" : "") + "\r\n";
  }
}
