package httpd.proxy;

import httpd.http.AddressText;
import httpd.http.UnixPeer;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Networks of proxies whose {@code Forwarded} and {@code X-Forwarded-} fields are trusted. */
public final class TrustedProxies {

  public static final TrustedProxies NONE = new TrustedProxies(List.of(), false);

  private static final String UNIX = "unix";

  private static final int IPV4_BITS = 32;
  private static final int IPV6_BITS = 128;

  private record Network(InetAddress address, int bits) {
    boolean contains(InetAddress other) {
      byte[] own = address.getAddress();
      byte[] asked = other.getAddress();
      int free = 8 * own.length - bits;
      return asked.length == own.length
          && new BigInteger(1, own)
              .shiftRight(free)
              .equals(new BigInteger(1, asked).shiftRight(free));
    }
  }

  private final List<Network> networks;
  private final boolean unix;

  private TrustedProxies(List<Network> networks, boolean unix) {
    this.networks = networks;
    this.unix = unix;
  }

  /**
   * Parses networks, as {@code 10.0.0.0/8} or {@code ::1}, separated by commas; {@code unix} stands
   * for all clients of unix-domain sockets.
   *
   * @throws IllegalArgumentException naming one that is invalid
   */
  public static TrustedProxies of(String list) {
    var networks = new ArrayList<Network>();
    boolean unix = false;
    for (var text : list.split(",", -1)) {
      if (text.strip().equals(UNIX)) {
        unix = true;
      } else {
        networks.add(network(text.strip()));
      }
    }
    return new TrustedProxies(List.copyOf(networks), unix);
  }

  private static Network network(String text) {
    int slash = text.indexOf('/');
    try {
      var literal = slash < 0 ? text : text.substring(0, slash);
      var address = InetAddress.ofLiteral(literal);
      int most = 8 * address.getAddress().length;
      // ::ffff:10.0.0.0/104 is 10.0.0.0/8.
      int prefix = literal.indexOf(':') >= 0 && most == IPV4_BITS ? IPV6_BITS - IPV4_BITS : 0;
      int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1)) - prefix;
      if (bits < 0 || bits > most) {
        throw new IllegalArgumentException("a prefix of " + bits + " bits");
      }
      return new Network(address, bits);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a network; write an address and its bits, as 10.0.0.0/8 or ::1",
          e);
    }
  }

  /** Whether a client is one of them; on a unix-domain socket only if that is said. */
  public boolean contain(InetAddress address) {
    if (UnixPeer.is(address)) {
      return unix;
    }
    var client = AddressText.unmapped(address);
    return networks.stream().anyMatch(network -> network.contains(client));
  }
}
