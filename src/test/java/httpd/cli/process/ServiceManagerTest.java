package httpd.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.NotifiedManager;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceManagerTest {

  private static final long PROCESS = 4711;

  @TempDir Path directory;
  private final List<String> warnings = new ArrayList<>();

  private ServiceManager manager(Map<String, String> environment) {
    return ServiceManager.of(environment, PROCESS, warnings::add);
  }

  @Test
  @DisplayName(
      "N-60, N-60.1 the manager is told when it serves, reloads and stops, and nothing later")
  void told() throws Exception {
    try (var systemd = new NotifiedManager(directory.resolve("n"))) {
      var manager = manager(Map.of("NOTIFY_SOCKET", systemd.name()));
      manager.ready("Listening");
      assertEquals("READY=1\nSTATUS=Listening", systemd.next());
      long before = System.nanoTime() / 1000;
      manager.reloading();
      var reloading = systemd.next().lines().toList();
      assertEquals("RELOADING=1", reloading.getFirst());
      long at = Long.parseLong(reloading.get(1).replace("MONOTONIC_USEC=", ""));
      assertTrue(before <= at && at <= System.nanoTime() / 1000, reloading.toString());
      manager.stopping(Duration.ofSeconds(5));
      assertEquals("STOPPING=1\nSTATUS=Stopping\nEXTEND_TIMEOUT_USEC=20000000", systemd.next());
      manager.ready("Reloaded"); // The end of a reload that the stop has overtaken.
      manager.alive();
      try (var other = new NotifiedManager(directory.resolve("o"))) {
        manager(Map.of("NOTIFY_SOCKET", other.name())).ready("x");
        other.next(); // What was sent before it has arrived.
        assertNull(systemd.now());
      }
    }
    assertEquals(List.of(), warnings);
  }

  @Test
  @DisplayName("N-61 a manager that cannot be told gives a warning, and no more")
  void unreachable() {
    manager(Map.of("NOTIFY_SOCKET", directory.resolve("gone").toString())).ready("x");
    manager(Map.of("NOTIFY_SOCKET", "@httpd-no-such-name")).ready("x");
    assertEquals(2, warnings.size());
    for (var warning : warnings) {
      assertTrue(
          warning.matches("the service manager was not told READY=1: (No such file|Connection).*"),
          warning);
    }
    manager(Map.of("NOTIFY_SOCKET", "vsock:1:2")).ready("x");
    assertTrue(warnings.getLast().startsWith("NOTIFY_SOCKET=vsock:1:2 is neither"));
    manager(Map.of()).ready("x");
    assertEquals(3, warnings.size());
  }

  @Test
  @DisplayName("N-62 there is a watchdog only if the manager waits for this process")
  void patience() {
    var socket = Map.of("NOTIFY_SOCKET", "/n", "WATCHDOG_USEC", "2000000");
    assertEquals(Duration.ofSeconds(2), manager(socket).patience());
    assertEquals(Duration.ZERO, manager(with(socket, "WATCHDOG_PID", "1")).patience());
    assertEquals(Duration.ofSeconds(2), manager(with(socket, "WATCHDOG_PID", "4711")).patience());
    assertEquals(Duration.ZERO, manager(with(socket, "WATCHDOG_USEC", "soon")).patience());
    assertEquals(Duration.ZERO, manager(Map.of("WATCHDOG_USEC", "2000000")).patience());
  }

  private static Map<String, String> with(Map<String, String> all, String name, String value) {
    var changed = new HashMap<>(all);
    changed.put(name, value);
    return changed;
  }
}
