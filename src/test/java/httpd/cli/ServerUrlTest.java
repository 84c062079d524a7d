package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.output.ServerUrl;
import httpd.server.ListenAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ready line. */
class ServerUrlTest extends CommandTest {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, ' (0.0.0.0: every IPv4 address)'",
    "'::', ' ([::]: every IPv4 and IPv6 address)'",
  })
  @DisplayName("C-57 for all addresses it has one that can be connected to, and says for which")
  void everyAddress(String bind, String extent) throws Exception {
    environment.put("NO_COLOR", "1");
    run(() -> {}, true, "-p", "0", "--bind", bind, "text:x");
    var ready = err().lines().findFirst().orElseThrow();
    assertTrue(ready.matches("httpd: listening on http://\\S+:\\d+/ \\(.*\\)"), ready);
    assertTrue(ready.endsWith(extent), ready);
    assertTrue(err().endsWith("\nOther machines can connect. Ctrl-C stops.\n"), err());
    var host = ready.replaceAll(".*http://(\\S+):\\d+/ .*", "$1");
    var address = InetAddress.ofLiteral(host);
    assertFalse(address.isAnyLocalAddress(), host);
    boolean others =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .anyMatch(own -> !own.isLoopbackAddress() && own.getAddress().length == 4);
    assertEquals(others, !address.isLoopbackAddress(), host);
  }

  @Test
  @DisplayName(
      "C-57 for one address it has that one, and says no more; C-72 for several all of them")
  void givenAddresses() {
    var one = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 80);
    var other = new InetSocketAddress(InetAddress.ofLiteral("::1"), 80);
    var reach = ServerUrl.of("http", List.of(one), List.of());
    assertEquals("http://10.0.0.1:80/", reach.url() + reach.extent());
    assertFalse(reach.thisMachineOnly());
    var both = ServerUrl.of("http", List.of(other, one), List.of());
    assertEquals("http://[::1]:80/ (also http://10.0.0.1:80/)", both.url() + both.extent());
    assertFalse(both.thisMachineOnly());
    assertTrue(ServerUrl.of("http", List.of(other), List.of()).thisMachineOnly());
  }

  @Test
  @DisplayName("N-3 unix-domain sockets are named by their paths, after the URLs")
  void paths() {
    var tcp = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 80);
    var one = new ListenAddress.Unix(Path.of("/run/a b.sock"), 0600, null, null);
    var other = new ListenAddress.Unix(Path.of("c.sock"), 0600, null, null);
    var alone = ServerUrl.of("http", List.of(), List.of(one, other));
    assertEquals("unix:/run/a b.sock (also unix:c.sock)", alone.url() + alone.extent());
    assertTrue(alone.thisMachineOnly());
    var both = ServerUrl.of("http", List.of(tcp), List.of(one, ListenAddress.of(tcp)));
    assertEquals("http://10.0.0.1:80/ (also unix:/run/a b.sock)", both.url() + both.extent());
    assertFalse(both.thisMachineOnly());
    var two = ServerUrl.of("http", List.of(tcp, tcp), List.of(one));
    assertEquals(" (also http://10.0.0.1:80/, unix:/run/a b.sock)", two.extent());
    var every = new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 80);
    assertEquals(
        " (0.0.0.0: every IPv4 address) (also http://10.0.0.1:80/, unix:c.sock)",
        ServerUrl.of("http", List.of(every, tcp), List.of(other)).extent());
  }
}
