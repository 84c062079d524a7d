package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.ExitCode;
import httpd.cli.process.StopControl;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.TlsWire;
import httpd.testing.UnixClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Clients that read nothing, or send nothing, while the server reloads and stops. */
class StalledClientsTest extends CommandTest {

  private static final String PROXY = "PROXY TCP4 9.9.9.9 10.0.0.1 4660 80\n";

  private final List<AutoCloseable> clients = new ArrayList<>();

  @AfterEach
  void leave() throws Exception {
    for (var client : clients) {
      client.close();
    }
  }

  /** Stops once it is told to reload and has done so. */
  private final class Reloading implements StopControl {
    private Runnable hangUp = () -> {};

    @Override
    public void onHangUp(Runnable action) {
      hangUp = action;
    }

    @Override
    public void await() {
      try {
        stall();
        Files.writeString(
            folder.resolve("Hello.java"), "String handle(Request r) { return \"ok\"; }");
        hangUp.run();
        hangUp.run();
        Eventually.isFine(() -> answer().equals("ok") ? null : "still " + answer());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private String answer() {
    try (var client = new RawClient(address())) {
      client.send("GET /j HTTP/1.1\nHost: localhost\n\n").readHead();
      return "" + (char) client.readByte() + (char) client.readByte(); // "hi" before.
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void stall() throws IOException {
    for (var path : List.of("/big", "/lines", "/events", "/exec", "/j")) {
      stalled("GET " + path + " HTTP/1.1\nHost: localhost\n\n");
    }
    stalled("GET /events HTTP/1.1\nHost: localhost\nAccept: text/event-stream\n\n");
    stalled("GET /lines HTTP/1.0\n\n");
    stalled("GET /j HTTP/1.1\nHost: loc");
    stalled("POST /j HTTP/1.1\nHost: localhost\nContent-Length: 10\n\nhalf");
    stalled("");
    var unix = new UnixClient(socket());
    clients.add(unix);
    unix.send("GET /lines HTTP/1.1\nHost: localhost\n\n").readUntil("\n\n");
  }

  private void stalled(String request) throws IOException {
    var client = new RawClient(address(), 4096);
    clients.add(client);
    client.send(request);
    if (request.endsWith("\n\n")) {
      client.readByte(); // The answer has begun.
    }
  }

  /** Stops while clients have not come to a request. */
  private final class Beginning implements StopControl {
    @Override
    public void await() {
      try {
        for (var begun : List.of("", "PROXY TC", PROXY, PROXY + "\u0016\u0003\u0001\u0002")) {
          stalled(begun);
        }
        var secured = new RawClient(address());
        clients.add(secured);
        secured.send(PROXY).secured(TlsWire.context(), _ -> {}).send("GET / HTTP/1.1\nHo");
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  @DisplayName("N-75 a stop does not wait for PROXY headers, handshakes and heads that never come")
  void beginnings() {
    environment.put("NO_COLOR", "1");
    long begun = System.nanoTime();
    var trusting = "--proxy-protocol=127.0.0.0/8";
    var code =
        run(new Beginning(), false, "-p0", "--drain=300ms", "--tls=self", trusting, "text:x");
    assertEquals(ExitCode.STOPPED, code, err());
    var took = Duration.ofNanos(System.nanoTime() - begun);
    assertTrue(took.compareTo(Duration.ofSeconds(30)) < 0, took.toString());
  }

  private Path socket() {
    return folder.resolve("s");
  }

  @Test
  @DisplayName("N-74, N-75, H-45 neither a reload nor a stop waits for clients that read nothing")
  void stalled() throws Exception {
    var big = Files.write(folder.resolve("big"), new byte[8_000_000]);
    Files.writeString(folder.resolve("app.log"), ("x".repeat(99) + "\n").repeat(50_000));
    environment.put("NO_COLOR", "1");
    long begun = System.nanoTime();
    var code =
        run(
            new Reloading(),
            false,
            "-p0",
            "--bind",
            "127.0.0.1",
            "--bind",
            "unix:" + socket(),
            "--drain=500ms",
            "--log=off",
            "-n99999",
            "/big=file:" + big,
            "/lines=lines+tail:" + folder.resolve("app.log"),
            "/events=tail:" + folder.resolve("app.log"),
            "/exec=exec:yes",
            "/j=" + folder.resolve("Hello.java"));
    assertEquals(ExitCode.STOPPED, code, err());
    assertTrue(err().contains("httpd: reloaded " + folder.resolve("Hello.java")), err());
    var took = Duration.ofNanos(System.nanoTime() - begun);
    assertTrue(took.compareTo(Duration.ofSeconds(30)) < 0, took.toString());
  }
}
