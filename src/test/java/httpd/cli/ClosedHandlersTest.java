package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.cli.error.ExitCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** H-35 and H-36: the command closes its handler files, watched or not. */
class ClosedHandlersTest extends CommandTest {

  private Path closing() throws Exception {
    return Files.writeString(
        folder.resolve("Closing.java"),
        """
        import java.nio.file.*;
        class Closing implements AutoCloseable {
          String handle() { return "x"; }
          public void close() throws Exception {
            Files.writeString(Path.of("%s/closed"), "closed ",
                StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          }
        }
        """
            .formatted(folder));
  }

  private String closed() throws Exception {
    var file = folder.resolve("closed");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  @ParameterizedTest
  @ValueSource(strings = {"-p0", "-wp0"})
  @DisplayName("H-35 each route closes its handler once after a stop")
  void eachRouteClosesItsHandlerOnceBehindAStop(String options) throws Exception {
    var file = closing();
    assertEquals(
        ExitCode.STOPPED, run(() -> {}, false, options, "/a=" + file, "/b=" + file, "/c=text:x"));
    assertEquals("closed closed ", closed());
  }

  @Test
  @DisplayName("H-36 a handler is closed if another cannot be loaded")
  void aHandlerIsClosedIfAnotherCannotBeLoaded() throws Exception {
    var broken = Files.writeString(folder.resolve("Broken.java"), "class Broken {");
    assertEquals(ExitCode.FAILED, run("-p0", "/a=" + closing(), "/b=" + broken));
    assertEquals("closed ", closed());
  }

  @Test
  @DisplayName("H-36 a handler is closed if the port is taken")
  void aHandlerIsClosedIfThePortIsTaken() throws Exception {
    try (var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertEquals(ExitCode.FAILED, run("-p" + holder.getLocalPort(), closing().toString()));
    }
    assertEquals("closed ", closed());
  }
}
