package httpd.cli.output;

import httpd.http.AddressText;
import httpd.line.log.LogText;
import httpd.server.ListenAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The URL by which clients reach the server, or the path of its socket. For {@code 0.0.0.0} and
 * {@code ::} it has an address of this machine that other machines can use.
 *
 * @param extent what follows the URL in the ready line; may be empty
 */
public record ServerUrl(String url, String extent, boolean thisMachineOnly) {

  /** Addresses for documentation (RFC 5737, RFC 3849): no packet is sent to them. */
  private static final String FAR_IPV4 = "198.51.100.1";

  private static final String FAR_IPV6 = "2001:db8::1";
  private static final int DISCARD = 9;

  /** The URL of the first address, with all other places; a path if there is no address. */
  public static ServerUrl of(
      String scheme, List<InetSocketAddress> tcp, List<ListenAddress> places) {
    var paths =
        places.stream()
            .filter(ListenAddress.Unix.class::isInstance)
            .map(place -> LogText.of(place.toString()));
    if (!tcp.isEmpty() && tcp.getFirst().getAddress().isAnyLocalAddress()) {
      return ofEveryAddress(scheme, tcp, paths.toList());
    }
    var all = Stream.concat(tcp.stream().map(each -> url(scheme, each)), paths).toList();
    return new ServerUrl(
        all.getFirst(),
        also(all.subList(1, all.size())),
        tcp.stream().allMatch(each -> each.getAddress().isLoopbackAddress()));
  }

  private static String also(List<String> others) {
    return others.isEmpty() ? "" : " (also " + String.join(", ", others) + ")";
  }

  private static ServerUrl ofEveryAddress(
      String scheme, List<InetSocketAddress> tcp, List<String> paths) {
    boolean ipv4 = tcp.getFirst().getAddress() instanceof Inet4Address;
    var every = ipv4 ? " (0.0.0.0: every IPv4 address)" : " ([::]: every IPv4 and IPv6 address)";
    var others = tcp.stream().skip(1).map(each -> url(scheme, each));
    return new ServerUrl(
        url(scheme, new InetSocketAddress(own(!ipv4), tcp.getFirst().getPort())),
        every + also(Stream.concat(others, paths.stream()).toList()),
        false);
  }

  private static String url(String scheme, InetSocketAddress at) {
    return scheme + "://" + AddressText.withPort(at) + "/";
  }

  /** The address of this machine that other machines most likely reach; IPv4 before IPv6. */
  private static InetAddress own(boolean mayBeIpv6) {
    return Stream.<Optional<InetAddress>>of(
            routed(StandardProtocolFamily.INET, FAR_IPV4),
            mayBeIpv6 ? routed(StandardProtocolFamily.INET6, FAR_IPV6) : Optional.empty(),
            ofInterface(mayBeIpv6))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(() -> InetAddress.ofLiteral("127.0.0.1"));
  }

  /** The address that the system would send from to another network. */
  private static Optional<InetAddress> routed(ProtocolFamily family, String far) {
    try (var channel = DatagramChannel.open(family)) {
      channel.connect(new InetSocketAddress(InetAddress.ofLiteral(far), DISCARD));
      var local = ((InetSocketAddress) channel.getLocalAddress()).getAddress();
      return Optional.of(local).filter(ServerUrl::isForOthers);
    } catch (IOException | UnsupportedOperationException noSuchRoute) {
      return Optional.empty();
    }
  }

  private static Optional<InetAddress> ofInterface(boolean mayBeIpv6) {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> mayBeIpv6 || address instanceof Inet4Address)
          .filter(ServerUrl::isForOthers)
          .min(Comparator.comparing(address -> !(address instanceof Inet4Address)));
    } catch (SocketException unknown) {
      return Optional.empty();
    }
  }

  private static boolean isForOthers(InetAddress address) {
    return !address.isLoopbackAddress()
        && !address.isAnyLocalAddress()
        && !address.isLinkLocalAddress();
  }
}
