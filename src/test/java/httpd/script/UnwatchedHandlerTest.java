package httpd.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import httpd.Body;
import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H-35 and H-36: the close of a handler file that is not watched. */
class UnwatchedHandlerTest {

  private static final String GATE = "httpd.script.UnwatchedHandlerTest";

  @TempDir Path path;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file =
        Files.writeString(
            path.resolve("Foo.java"),
            """
            import java.nio.file.*;
            class Foo implements AutoCloseable {
              String handle(Request request) throws Exception {
                if (request.path().equals("/wait")) {
                  ((Runnable) System.getProperties().get("%s")).run();
                }
                return "x";
              }
              public void close() throws Exception {
                Files.writeString(Path.of("%s/closed.log"), "closed ",
                    StandardOpenOption.CREATE, StandardOpenOption.APPEND);
              }
            }
            """
                .formatted(GATE, path));
  }

  private String closed() throws IOException {
    var log = path.resolve("closed.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  private static String text(Handler handler) throws Exception {
    return ((Body.Text) handler.handle(Request.get("/")).body()).text();
  }

  @Test
  @DisplayName("H-35 each load is closed once at the end, and answers 503 from then on")
  void closedOnce() throws Exception {
    var files = new HandlerWatch(text -> {}, List.of(), HandlerCache.OFF);
    var one = files.load(file);
    var other = files.load(file);
    assertEquals("x", text(one));
    assertEquals("", closed());
    files.close();
    files.close();
    assertEquals("closed closed ", closed());
    assertEquals("503", assertThrows(HttpException.class, () -> text(one)).status() + "");
    assertEquals("503", assertThrows(HttpException.class, () -> text(other)).status() + "");
  }

  @Test
  @DisplayName("H-35 it is closed after the last call of its handler")
  void closedAfterTheLastCall() throws Exception {
    var entered = new CountDownLatch(1);
    var mayLeave = new CountDownLatch(1);
    Runnable gate =
        () -> {
          entered.countDown();
          try {
            mayLeave.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    System.getProperties().put(GATE, gate);
    try (var files = new HandlerWatch(text -> {}, List.of(), HandlerCache.OFF)) {
      var handler = files.load(file);
      var call = Thread.ofVirtual().start(() -> callAndWait(handler));
      entered.await();
      files.close();
      assertEquals("", closed());
      mayLeave.countDown();
      call.join();
      httpd.testing.Eventually.isFine(() -> {
        try {
          return closed().equals("closed ") ? null : "closed: " + closed();
        } catch (IOException e) {
          return e.toString();
        }
      });
    } finally {
      System.getProperties().remove(GATE);
    }
  }

  private static void callAndWait(Handler handler) {
    try {
      handler.handle(Request.get("/wait"));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName("H-36 a start that fails closes the handlers that it has loaded")
  void closedWhenTheStartFails() throws Exception {
    var broken = Files.writeString(path.resolve("Broken.java"), "class Broken {");
    try (var files = new HandlerWatch(text -> {}, List.of(), HandlerCache.OFF)) {
      files.load(file);
      assertThrows(HandlerFileException.class, () -> files.load(broken));
    }
    assertEquals("closed ", closed());
  }
}
