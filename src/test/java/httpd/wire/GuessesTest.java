package httpd.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.Response;
import httpd.auth.Authentication;
import httpd.auth.UserFile;
import httpd.auth.UserLines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Identity": many who guess, and one who knows. */
class GuessesTest extends WireTest {

  private static final int GUESSERS = 50;
  private static final int GUESSES_BEFORE = 500;

  @TempDir Path folder;

  private final Map<String, Integer> answers = new ConcurrentHashMap<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final CountDownLatch guesses = new CountDownLatch(GUESSES_BEFORE);

  /** Connects from an address of its own; all of 127.0.0.0/8 is this machine's on Linux. */
  private static Socket connect(InetSocketAddress server, int number) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.1." + number), 0));
    socket.setSoTimeout(10_000);
    socket.connect(server);
    return socket;
  }

  private static String status(Socket socket, String name, String password) throws IOException {
    var request =
        "GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\n\r\n"
            .formatted(UserLines.basic(name, password));
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("the connection ended after " + head);
      }
      head.append((char) next);
    }
    var lower = head.toString().toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length: ") + "content-length: ".length();
    int length = Integer.parseInt(lower.substring(at, lower.indexOf('\r', at)));
    socket.getInputStream().readNBytes(length);
    return head.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
  }

  private void guess(InetSocketAddress server, int number) {
    try (var socket = connect(server, number)) {
      for (int i = 0; !over.get(); i++) {
        answers.merge(status(socket, i % 2 == 0 ? "ada" : "eve", "guess " + i), 1, Integer::sum);
        guesses.countDown();
      }
    } catch (IOException e) {
      answers.merge(e.toString(), 1, Integer::sum);
    }
  }

  @Test
  @DisplayName("I-43, I-44, I-46 guesses from 50 addresses: few are checked, and a user is served")
  void fifty() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "other systems have only 127.0.0.1");
    var users = UserFile.read(UserLines.write(folder.resolve("u"), UserLines.ADA, UserLines.BOB));
    var server = serve(Authentication.of(users, request -> Response.text("x"))).address();
    var guessers =
        IntStream.rangeClosed(1, GUESSERS)
            .mapToObj(number -> Thread.ofVirtual().start(() -> guess(server, number)))
            .toList();
    guesses.await();
    try (var honest = connect(server, 200)) {
      for (int i = 0; i < 20; i++) {
        assertEquals("200", status(honest, "ada", "hunter2"));
        users.reload(); // So that the next one is checked too.
      }
    } finally {
      over.set(true);
      for (var guesser : guessers) {
        guesser.join();
      }
    }
    assertTrue(answers.keySet().stream().allMatch(status -> status.length() == 3), "" + answers);
    assertEquals(0, answers.getOrDefault("200", 0));
    // Four for each are free, and a few more come in time for the next one.
    assertTrue(answers.get("401") <= GUESSERS * 12, "checked: " + answers);
    assertTrue(answers.get("429") > 0, "refused: " + answers);
    assertEquals(GUESSERS, log.records().size(), log.text());
  }
}
