package httpd.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** S-140 to S-142: how addresses are written. */
class AddressTextTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,                 127.0.0.1",
    "::1,                       ::1",
    "::,                        ::",
    "2001:DB8:0:0:0:0:0:1,      2001:db8::1",
    "2001:db8:0:1:1:1:1:1,      2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1,        2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1,      2001:db8::1:0:0:1",
    "2001:0db8:000a::,          2001:db8:a::",
    "1:2:3:4:5:6:0:0,           1:2:3:4:5:6::",
    "0:0:3:4:5:6:7:8,           ::3:4:5:6:7:8",
    "ff02::1:ffAB:CDEF,         ff02::1:ffab:cdef",
    "::ffff:192.0.2.1,          192.0.2.1",
  })
  @DisplayName("S-140 an address is written as RFC 5952 says")
  void canonical(String literal, String written) {
    assertEquals(written, AddressText.of(InetAddress.ofLiteral(literal)));
  }

  @Test
  @DisplayName("S-141 a zone is left out, and a mapped address is the IPv4 address that it is")
  void zoneAndMapped() throws Exception {
    byte[] local = InetAddress.ofLiteral("fe80::1").getAddress();
    var zoned = Inet6Address.getByAddress(null, local, 3);
    assertEquals("fe80::1", AddressText.of(zoned));
    assertEquals("[fe80::1]:80", AddressText.withPort(new InetSocketAddress(zoned, 80)));
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    mapped[12] = (byte) 192;
    mapped[15] = 1;
    var six = Inet6Address.getByAddress(null, mapped, 3);
    assertEquals("192.0.0.1", AddressText.of(six));
    assertEquals("192.0.0.1", AddressText.inUri(six));
  }

  @ParameterizedTest
  @CsvSource({
    "localhost,                 localhost",
    "Example.com,               Example.com",
    "127.0.0.1,                 127.0.0.1",
    "[::1],                     [::1]",
    "[2001:DB8:0::0:1],         [2001:db8::1]",
    "[fe80::0:1%eth0],          [fe80::1]",
    "[fe80::0:1%25eth0],        [fe80::1]",
    "[::FFFF:192.0.2.1],        [::ffff:192.0.2.1]",
    "[v1.x],                    [v1.x]",
    "[1.2.3.4],                 [1.2.3.4]",
    "[::g],                     [::g]",
    "'',                        ''",
  })
  @DisplayName("S-142 a literal in brackets is written so too, and any other host is left alone")
  void hosts(String host, String written) {
    assertEquals(written, AddressText.ofHost(host));
  }
}
