package httpd.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.Client;
import httpd.Request;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC, "Identity": whose failures are counted together. */
class ClientNetworkTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "127.0.0.9, 127.0.0.9",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
    "::1, ::/64",
  })
  @DisplayName("I-45 an IPv4 address, or the /64 of an IPv6 address")
  void networks(String address, String network) {
    assertEquals(network, ClientNetwork.of(InetAddress.ofLiteral(address)).text());
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 198.51.100.1,                        192.0.2.1",
    "10.0.0.1,  198.51.100.1,                        198.51.100.1",
    "10.0.0.1,  '203.0.113.9, 198.51.100.1',         198.51.100.1",
    "10.0.0.1,  '198.51.100.1, 10.0.0.2, 10.0.0.3',  198.51.100.1",
    "10.0.0.1,  '10.0.0.2',                          10.0.0.2",
    "10.0.0.1,  'nonsense',                          10.0.0.1",
    "10.0.0.1,  ,                                    10.0.0.1",
  })
  @DisplayName("I-45.1 a trusted proxy, and no other client, says whom it serves")
  void proxies(String peer, String forwarded, String client) {
    var request =
        Request.get("/")
            .withClient(
                new Client() {
                  @Override
                  public InetSocketAddress remoteAddress() {
                    return new InetSocketAddress(InetAddress.ofLiteral(peer), 7);
                  }
                });
    var sent = forwarded == null ? request : request.withHeader("X-Forwarded-For", forwarded);
    assertEquals(
        client, ClientNetwork.of(sent, proxy -> proxy.getHostAddress().startsWith("10.")).text());
  }
}
