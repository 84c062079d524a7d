package httpd.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * The address of a client on a unix-domain socket, which has none: the loopback address with port
 * 0, as one object that is told from every other by its identity. It is on this machine; handlers,
 * commands and upstreams get {@code 127.0.0.1}, the access log {@code unix:}.
 */
public final class UnixPeer {

  public static final InetSocketAddress ADDRESS = new InetSocketAddress(loopback(), 0);

  /** What stands for the address in the access log, and in a list of networks without the colon. */
  public static final String TEXT = "unix:";

  private UnixPeer() {}

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of IPv4 has four bytes", e);
    }
  }

  /** Returns whether this is the address of a client on a unix-domain socket. */
  @SuppressWarnings("ReferenceEquality") // A TCP client may have an equal address.
  public static boolean is(InetAddress address) {
    return address == ADDRESS.getAddress();
  }

  /** Returns the client as a log names it: an address, or {@code unix:}. */
  public static String orAddress(InetAddress address) {
    return is(address) ? TEXT : AddressText.of(address);
  }
}
