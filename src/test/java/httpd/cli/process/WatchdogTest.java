package httpd.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.testing.NotifiedManager;
import httpd.testing.RawClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogTest {

  @TempDir Path directory;
  private final List<String> warnings = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  @Test
  @DisplayName("N-63 it is told only when all have answered, and one warning says that they do not")
  void looks() {
    var next = new CompletableFuture<Void>();
    var watchdog = new Watchdog(1, () -> next, () -> told.add("alive"), warnings::add);
    var hung = new CompletableFuture<Void>();
    assertSame(hung, watchdog.look(hung));
    assertSame(hung, watchdog.look(hung));
    assertEquals(List.of(), told);
    assertEquals(1, warnings.size());
    hung.complete(null);
    assertSame(next, watchdog.look(hung));
    assertEquals(List.of("alive"), told);
  }

  @Test
  @DisplayName("N-62 the manager is told again and again while the server answers")
  void alive() throws Exception {
    try (var systemd = new NotifiedManager(directory.resolve("n"));
        var server = Server.start(0, _ -> Response.text("x"))) {
      var environment = Map.of("NOTIFY_SOCKET", systemd.name(), "WATCHDOG_USEC", "100000");
      var manager = ServiceManager.of(environment, 1, warnings::add);
      try (var _ = Watchdog.of(manager, server::probe, warnings::add)) {
        assertEquals("WATCHDOG=1", systemd.next());
        assertEquals("WATCHDOG=1", systemd.next());
      }
    }
  }

  @Test
  @DisplayName("N-63 a handler that blocks its event loop keeps the watchdog from being told")
  void hung() throws Exception {
    var blocked = new CountDownLatch(1);
    var released = new CountDownLatch(1);
    final class Blocking implements Handler {
      @Override
      public Response handle(Request request) throws Exception {
        blocked.countDown();
        released.await();
        return Response.text("x");
      }

      @Override
      public boolean mayBlock(Request request) {
        return false;
      }
    }

    var config = ServerConfig.defaults().withPort(0).withEventLoops(2);
    try (var server = Server.start(config, new Blocking());
        var client = new RawClient(server.address())) {
      server.probe().get(30, TimeUnit.SECONDS);
      client.send("GET / HTTP/1.1\nHost: localhost\n\n");
      blocked.await();
      var probe = server.probe();
      assertFalse(probe.isDone());
      try (var systemd = new NotifiedManager(directory.resolve("h"))) {
        var environment = Map.of("NOTIFY_SOCKET", systemd.name(), "WATCHDOG_USEC", "20000");
        var manager = ServiceManager.of(environment, 1, warnings::add);
        var missed = new CountDownLatch(1);
        try (var _ = Watchdog.of(manager, server::probe, _ -> missed.countDown())) {
          missed.await();
          manager.ready("after a look");
          assertEquals("READY=1\nSTATUS=after a look", systemd.next(), "nothing before it");
          released.countDown();
          assertEquals("WATCHDOG=1", systemd.next());
        }
      }
      probe.get(30, TimeUnit.SECONDS);
    }
  }
}
