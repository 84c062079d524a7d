package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Response;
import httpd.net.Transport;
import httpd.server.AccessEvent;
import httpd.server.log.LogFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written of who asks, and what they ask for, where it was not written by us. */
class AddressesTest extends WireTest {

  private final BlockingQueue<AccessEvent> events = new LinkedBlockingQueue<>();

  private String logged(LogFormat format) throws InterruptedException {
    var event = events.poll(10, TimeUnit.SECONDS);
    return event == null ? "nothing was logged" : format.line(event);
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-143 the server's own URI and the access log write IPv6 in its one form")
  void ipv6(Transport transport) throws Exception {
    var config = config().withTransport(transport).withBind("0:0::1").withAccessLog(events::add);
    var server = serve(config, request -> Response.text("x"));
    assertEquals("http://[::1]:" + server.address().getPort() + "/", server.uri().toString());
    for (var format : LogFormat.values()) {
      connect().get("/x");
      var line = logged(format);
      assertTrue(line.matches(".*(^| |\")::1[ \"].*"), line);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-144 all addresses of IPv4 are not written as those of IPv6")
  void everyAddress(Transport transport) throws Exception {
    var server =
        serve(config().withTransport(transport).withBind("0.0.0.0"), _ -> Response.text("x"));
    assertEquals("http://0.0.0.0:" + server.address().getPort() + "/", server.uri().toString());
  }

  @Test
  @DisplayName("G-31, G-32 a handler's failure that quotes its request forges no line of the log")
  void forged() throws Exception {
    serve(request -> {
      throw new IllegalStateException("no " + request.query().get("n"));
    });
    connect().get("/\u009b31m?n=1%0a12:00%20INFO%20admin%1b[2J").readHead();
    var record = log.records().getFirst();
    var said = record.getMessage();
    assertTrue(said.endsWith("no 1\\x0a12:00 INFO admin\\x1b[2J"), said);
    assertEquals(-1, said.codePoints().filter(Character::isISOControl).findFirst().orElse(-1));
    assertFalse(record.getThrown().toString().contains("\n"), "in the trace");
  }
}
