package httpd.auth;

import httpd.Request;
import httpd.http.AddressText;
import httpd.http.HeaderList;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Where credentials come from, as far as failures are counted together: an IPv4 address, or the 64
 * bits of an IPv6 address that one client has to itself.
 *
 * @param text as {@code 192.0.2.1} or {@code 2001:db8:0:1::/64}
 */
record ClientNetwork(String text) {

  private static final int NETWORK_BYTES = 8;

  /**
   * Returns that of a request; if a trusted proxy has passed it on, that of the client which the
   * proxy names.
   */
  static ClientNetwork of(Request request, Predicate<InetAddress> proxies) {
    var address = request.remoteAddress().getAddress();
    if (address == null) {
      return new ClientNetwork(request.remoteAddress().getHostString());
    }
    var hops = HeaderList.of(request.headers().all("X-Forwarded-For")).reversed();
    for (var hop : hops) {
      if (!proxies.test(address)) {
        break;
      }
      try {
        address = InetAddress.ofLiteral(hop);
      } catch (IllegalArgumentException unknown) {
        break;
      }
    }
    return of(address);
  }

  static ClientNetwork of(InetAddress address) {
    var client = AddressText.unmapped(address);
    if (!(client instanceof Inet6Address)) {
      return new ClientNetwork(AddressText.of(client));
    }
    var network = Arrays.copyOf(client.getAddress(), NETWORK_BYTES);
    try {
      var first = InetAddress.getByAddress(Arrays.copyOf(network, client.getAddress().length));
      return new ClientNetwork(AddressText.of(first) + "/64");
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
