package httpd.server.connection;

import httpd.http.AddressText;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How many connections each address has. An IPv6 address counts by its /64, which is what one
 * subscriber is given; an IPv4 address in IPv6 form counts as IPv4.
 *
 * <p>An address without connections is not kept, so there are never more entries than connections.
 * The keys are comparable, so that addresses which a client chooses to collide cost it a search in
 * a tree. Safe for all threads.
 */
final class AddressCounts {

  /** No network of IPv6 begins with these bits, which IPv4 in IPv6 form has further down. */
  private static final long IPV4 = 0xffffL << Integer.SIZE;

  private final ConcurrentMap<Long, Integer> counts = new ConcurrentHashMap<>();

  /**
   * Counts one more connection.
   *
   * @param most what an address may have; 0 for any number
   * @return whether it has that many at most; otherwise the connection is not counted
   */
  boolean add(InetAddress address, long most) {
    int count = counts.merge(network(address), 1, Integer::sum);
    if (count <= most || most == 0) {
      return true;
    }
    remove(address);
    return false;
  }

  void remove(InetAddress address) {
    counts.computeIfPresent(network(address), (network, count) -> count == 1 ? null : count - 1);
  }

  int size() {
    return counts.size();
  }

  private static long network(InetAddress address) {
    byte[] bytes = AddressText.unmapped(address).getAddress();
    var buffer = ByteBuffer.wrap(bytes);
    return bytes.length == Integer.BYTES
        ? IPV4 | Integer.toUnsignedLong(buffer.getInt())
        : buffer.getLong();
  }
}
