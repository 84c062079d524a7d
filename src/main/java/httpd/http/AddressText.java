package httpd.http;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.StringJoiner;

/**
 * Writes addresses in header fields, variables, logs and URIs: IPv6 by RFC 5952, without a zone,
 * which is of one machine only. An IPv6 address that stands for one of IPv4 ({@code
 * ::ffff:192.0.2.1}) is written as the latter.
 */
public final class AddressText {

  private static final int GROUPS = 8;

  private AddressText() {}

  /** Returns {@code 192.0.2.1} or {@code 2001:db8::1}. */
  public static String of(InetAddress address) {
    return unmapped(address) instanceof Inet6Address six
        ? compressed(six)
        : unmapped(address).getHostAddress();
  }

  /** Returns the host of a URI: IPv6 in brackets. */
  public static String inUri(InetAddress address) {
    var text = of(address);
    return text.indexOf(':') < 0 ? text : "[" + text + "]";
  }

  /** Returns {@code 192.0.2.1:80} or {@code [2001:db8::1]:80}. */
  public static String withPort(InetSocketAddress address) {
    var host = address.getAddress() == null ? address.getHostString() : inUri(address.getAddress());
    return host + ":" + address.getPort();
  }

  /**
   * Returns the host of a URI or of {@code Host} with an IPv6 literal in the form of RFC 5952,
   * without its zone; any other host unchanged.
   */
  public static String ofHost(String host) {
    if (!host.startsWith("[") || !host.endsWith("]")) {
      return host;
    }
    int zone = host.indexOf('%');
    var literal = host.substring(1, zone < 0 ? host.length() - 1 : zone);
    if (literal.indexOf(':') < 0) {
      return host;
    }
    try {
      var address = InetAddress.ofLiteral(literal);
      return address instanceof Inet4Address
          ? "[::ffff:" + address.getHostAddress() + "]"
          : inUri(address);
    } catch (IllegalArgumentException notAnAddress) {
      return host;
    }
  }

  /** Returns the IPv4 address that an IPv6 address stands for, otherwise the same. */
  public static InetAddress unmapped(InetAddress address) {
    byte[] bytes = address.getAddress();
    for (int i = 0; i < bytes.length - Integer.BYTES; i++) {
      if (bytes[i] != (i < 10 ? 0 : (byte) 0xff)) {
        return address;
      }
    }
    try {
      return InetAddress.getByAddress(bytes); // Which knows such addresses.
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  /** The longest run of zeros, from two groups on, is {@code ::}; of equal ones the first. */
  private static String compressed(Inet6Address address) {
    byte[] bytes = address.getAddress();
    int start = 0;
    int length = 1;
    for (int at = 0; at < GROUPS; at++) {
      int end = at;
      while (end < GROUPS && group(bytes, end) == 0) {
        end++;
      }
      if (end - at > length) {
        start = at;
        length = end - at;
      }
    }
    return length < 2
        ? groups(bytes, 0, GROUPS)
        : groups(bytes, 0, start) + "::" + groups(bytes, start + length, GROUPS);
  }

  private static String groups(byte[] bytes, int start, int end) {
    var groups = new StringJoiner(":");
    for (int at = start; at < end; at++) {
      groups.add(Integer.toHexString(group(bytes, at)));
    }
    return groups.toString();
  }

  private static int group(byte[] bytes, int at) {
    return (bytes[2 * at] & 0xff) << Byte.SIZE | (bytes[2 * at + 1] & 0xff);
  }
}
