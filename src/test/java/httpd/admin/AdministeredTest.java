package httpd.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.limit.Limits;
import httpd.metrics.ServerCounts;
import httpd.metrics.StreamKinds;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.testing.RawClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The server that is looked at, when it cannot be seen. */
class AdministeredTest {

  @Test
  @DisplayName("AD-10.8 an event loop that is blocked is a 503 that says so")
  void blocked() throws Exception {
    var begun = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    var blocking =
        new Handler() {
          @Override
          public Response handle(Request request) throws InterruptedException {
            begun.countDown();
            mayEnd.await();
            return Response.text("x");
          }

          @Override
          public boolean mayBlock(Request request) {
            return false;
          }
        };
    var counts = new ServerCounts(StreamKinds.NONE);
    var config =
        ServerConfig.defaults()
            .withPort(0)
            .withEventLoops(1)
            .withMeter(counts)
            .withAccessLog(event -> {});
    var administered = new Administered(Limits.standard(), counts, Duration.ofMillis(10));
    assertEquals(List.of(), administered.openExchanges(each -> true));
    try (var server = Server.start(config, blocking)) {
      administered.serving(server);
      try (var client = new RawClient(server.address()).get("/")) {
        assertTrue(begun.await(30, TimeUnit.SECONDS));
        var refused =
            assertThrows(HttpException.class, () -> administered.openExchanges(each -> true));
        assertEquals(503, refused.status());
        assertTrue(refused.getMessage().contains("event loop"), refused.getMessage());
        mayEnd.countDown();
        client.readUntil("x");
      } finally {
        mayEnd.countDown();
      }
    }
  }
}
