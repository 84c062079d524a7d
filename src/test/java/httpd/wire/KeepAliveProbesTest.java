package httpd.wire;

import httpd.Response;
import httpd.net.Transport;
import httpd.testing.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Connections": what the system does for them. */
@EnabledOnOs(OS.LINUX)
class KeepAliveProbesTest extends WireTest {

  /** proc(5): the timer of a socket and when it runs out, in hundredths; 02 is keep-alive. */
  private static final String PROBE_IN_A_MINUTE = "02:0000(17[0-9A-F]{2}|16[0-9A-F]{2})";

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-270 a silent connection is probed after a minute")
  void probes(Transport transport) throws Exception {
    var server = serve(transport, request -> Response.text("x"));
    connect().get("/").readUntil("\n\nx");
    var local = ":%04X".formatted(server.address().getPort());
    Eventually.holds("a probe", () -> sockets().anyMatch(columns -> isProbed(columns, local)));
  }

  private static boolean isProbed(String[] columns, String local) {
    return columns[1].endsWith(local) && columns[5].matches(PROBE_IN_A_MINUTE);
  }

  private static Stream<String[]> sockets() {
    return Stream.of("tcp", "tcp6").flatMap(KeepAliveProbesTest::table);
  }

  private static Stream<String[]> table(String name) {
    try {
      return Files.readAllLines(Path.of("/proc/self/net", name)).stream()
          .map(line -> line.strip().split("\\s+"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
