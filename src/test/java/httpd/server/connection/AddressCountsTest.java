package httpd.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AddressCountsTest {

  private final AddressCounts counts = new AddressCounts();

  private boolean add(String address) {
    return counts.add(InetAddress.ofLiteral(address), 2);
  }

  @Test
  @DisplayName("M-12 an IPv6 address counts by its first 64 bits, an IPv4-mapped one as IPv4")
  void networks() {
    assertTrue(add("2001:db8:0:1::1"));
    assertTrue(add("2001:db8:0:1:ffff::2"));
    assertFalse(add("2001:db8:0:1:1:2:3:4"), "the same /64");
    assertTrue(add("2001:db8:0:2::1"), "another /64");
    assertTrue(add("192.0.2.1"));
    assertTrue(add("::ffff:192.0.2.1"));
    assertFalse(add("192.0.2.1"), "the same address");
    assertTrue(add("192.0.2.2"));
    assertTrue(add("::1"));
  }

  @Test
  @DisplayName("M-12 memory is held only for addresses that have a connection")
  void emptied() {
    var all = List.of("192.0.2.1", "192.0.2.1", "2001:db8::1", "192.0.2.1");
    all.forEach(this::add);
    assertEquals(2, counts.size());
    all.stream().limit(3).map(InetAddress::ofLiteral).forEach(counts::remove);
    assertEquals(0, counts.size());
    assertTrue(add("192.0.2.1"));
    assertTrue(add("192.0.2.1"), "as many as before");
  }
}
