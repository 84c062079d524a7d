package httpd.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Headers;
import httpd.Request;
import httpd.testing.SecureClient;
import httpd.upstream.UpstreamLimits;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** S-140, S-141 and W-6: the client's address as upstreams are told it. */
class ForwardedHeadersTest {

  private static Inet6Address six(String literal) throws Exception {
    return Inet6Address.getByAddress(null, InetAddress.ofLiteral(literal).getAddress(), 2);
  }

  private static Headers forwarded(InetAddress client) {
    var request =
        Request.get("/")
            .withHeader("Host", "h")
            .withClient(() -> new InetSocketAddress(client, 4711));
    var route = new ProxyRoute("x", List.of(), UpstreamLimits.DEFAULT, TrustedProxies.NONE, false);
    return new ForwardedHeaders(request, new Hops("GET"), route).build(false, "");
  }

  @Test
  @DisplayName("S-140 X-Forwarded-For and Forwarded have IPv6 in its one form, without a zone")
  void ipv6() throws Exception {
    var headers = forwarded(six("2001:db8:0:0:0:0:0:1"));
    assertEquals("2001:db8::1", headers.get("X-Forwarded-For"));
    assertEquals("for=\"[2001:db8::1]\";host=h;proto=http", headers.get("Forwarded"));
    assertEquals("fe80::1", forwarded(six("fe80::1")).get("X-Forwarded-For"));
  }

  @Test
  @DisplayName("S-141 a mapped client, and a mapped network, are those of IPv4")
  void mapped() throws Exception {
    byte[] bytes = new byte[16];
    bytes[10] = -1;
    bytes[11] = -1;
    bytes[12] = 10;
    bytes[15] = 1;
    var mapped = Inet6Address.getByAddress(null, bytes, 2);
    assertEquals("for=10.0.0.1;host=h;proto=http", forwarded(mapped).get("Forwarded"));
    for (var network : new String[] {"10.0.0.0/8", "::ffff:10.0.0.0/104", "::ffff:10.0.0.1"}) {
      assertTrue(TrustedProxies.of(network).contain(mapped), network);
      assertFalse(TrustedProxies.of(network).contain(six("::a00:1")), network);
    }
  }

  @Test
  @DisplayName("Y-80 upstreams are told that the client has come by TLS")
  void secure() {
    var request = Request.get("/").withHeader("Host", "h").withClient(SecureClient.INSTANCE);
    var route = new ProxyRoute("x", List.of(), UpstreamLimits.DEFAULT, TrustedProxies.NONE, false);
    var headers = new ForwardedHeaders(request, new Hops("GET"), route).build(false, "");
    assertEquals("https", headers.get("X-Forwarded-Proto"));
    assertEquals("for=127.0.0.1;host=h;proto=https", headers.get("Forwarded"));
  }
}
