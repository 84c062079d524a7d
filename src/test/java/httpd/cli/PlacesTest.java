package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.cli.option.OptionParser;
import httpd.server.ListenAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlacesTest {

  private static List<String> listen(Map<String, String> environment, String... arguments)
      throws Exception {
    var parsed = new OptionParser(environment).parse(arguments);
    assertEquals(List.of(), parsed.errors());
    return Places.of(parsed.options(), environment).listen().stream()
        .map(ListenAddress::toString)
        .toList();
  }

  private static Map<String, String> passed() {
    var process = Long.toString(ProcessHandle.current().pid());
    return Map.of("LISTEN_FDS", "2", "LISTEN_PID", process);
  }

  @Test
  @DisplayName("N-1, N-1.1 each --bind is a place")
  void binds() throws Exception {
    assertEquals(List.of("127.0.0.1"), listen(Map.of(), "text:x"));
    assertEquals(
        List.of("a", "[::1]:81", "::1", "10.0.0.1:0", "unix:/a b"),
        listen(Map.of(), "-b", "a", "-b[::1]:81", "--bind=::1", "-b", "10.0.0.1:0", "-bunix:/a b"));
    assertEquals(List.of("[fe80::1%eth0]:1"), listen(Map.of("HTTPD_BIND", "[fe80::1%eth0]:1")));
  }

  @Test
  @DisplayName("N-51 passed sockets take the place of the default; what is given is beside them")
  void besidePassedSockets() throws Exception {
    assertEquals(List.of("descriptor 3", "descriptor 4"), listen(passed(), "text:x"));
    assertEquals(List.of("descriptor 3", "descriptor 4", "a"), listen(passed(), "-b", "a"));
    assertEquals(List.of("descriptor 3", "descriptor 4", "127.0.0.1"), listen(passed(), "-p", "1"));
  }
}
