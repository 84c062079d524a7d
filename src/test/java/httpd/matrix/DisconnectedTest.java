package httpd.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Response;
import httpd.route.Route;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that disconnect within a response, with data on the way in both directions. */
class DisconnectedTest extends MatrixTest {

  private static final int CLIENTS = 20;

  private final CountDownLatch closed = new CountDownLatch(CLIENTS);

  /** Lines without an end, as many as the client takes. */
  private final class Flood implements Iterator<String>, AutoCloseable {

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public String next() {
      return "0123456789abcdef".repeat(8);
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("J-431 a client that disconnects is not a message in the log, over each transport")
  void disconnected(MatrixTransport transport) throws Exception {
    var flood = Route.get("/flood", request -> Response.lines(new Flood()));
    try (var server = serve(transport, flood)) {
      for (int i = 0; i < CLIENTS; i++) {
        var coding = i % 2 == 0 ? MatrixCoding.IDENTITY : MatrixCoding.GZIP;
        try (var client = MatrixClient.connect(transport, server.address())) {
          client.open("/flood", coding).readLine();
        }
      }
      assertTrue(closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "a source was not closed");
    }
    assertEquals("", log.text());
  }
}
