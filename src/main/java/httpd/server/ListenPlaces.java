package httpd.server;

import httpd.net.InheritedListener;
import httpd.net.ListenException;
import httpd.net.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where a server is to listen, with names looked up and descriptors checked; opens nothing. */
record ListenPlaces(
    List<Tcp> tcp, List<ListenAddress.Unix> unix, List<InheritedListener> inherited) {

  /** The addresses of a name, and its own port or the shared one. */
  record Tcp(String host, List<InetAddress> addresses, int port) {

    boolean isShared() {
      return port == ListenAddress.SHARED_PORT;
    }
  }

  /**
   * Finds the places of a configuration.
   *
   * @throws UnknownHostException if a name has no address; its message is that name
   * @throws ListenException if a descriptor is not a socket that listens
   */
  static ListenPlaces of(ServerConfig config) throws IOException {
    var tcp = new ArrayList<Tcp>();
    var unix = new ArrayList<ListenAddress.Unix>();
    var inherited = new ArrayList<InheritedListener>();
    for (var address : addresses(config)) {
      // Not a switch: its machinery would be loaded at each start.
      if (address instanceof ListenAddress.Tcp place) {
        tcp.add(lookedUp(place));
      } else if (address instanceof ListenAddress.Unix place) {
        unix.add(place);
      } else if (address instanceof ListenAddress.Inherited place) {
        inherited.add(checked(config.transport(), place));
      }
    }
    return new ListenPlaces(tcp, unix, inherited);
  }

  private static List<ListenAddress> addresses(ServerConfig config) {
    return config.listen().isEmpty()
        ? List.of(new ListenAddress.Tcp(config.bind(), ListenAddress.SHARED_PORT))
        : config.listen();
  }

  private static Tcp lookedUp(ListenAddress.Tcp place) throws UnknownHostException {
    try {
      var found = Arrays.stream(InetAddress.getAllByName(place.host())).distinct().toList();
      return new Tcp(place.host(), found, place.port());
    } catch (UnknownHostException e) {
      var named = new UnknownHostException(place.host());
      named.initCause(e);
      throw named;
    }
  }

  private static InheritedListener checked(Transport transport, ListenAddress.Inherited place)
      throws IOException {
    try {
      return InheritedListener.of(transport, place.descriptor());
    } catch (ListenException refused) {
      throw refused.at(place.toString(), 0);
    }
  }

  /** Returns the addresses of TCP with the shared port, each once. */
  ListenPlaces ofPort() {
    var each =
        tcp.stream()
            .map(place -> new Tcp(place.host(), place.addresses(), ListenAddress.SHARED_PORT))
            .distinct()
            .toList();
    return new ListenPlaces(each, List.of(), List.of());
  }

  /** Whether every address is a loopback address; unix-domain sockets have none. */
  boolean areLoopback() {
    return tcp.stream().allMatch(place -> areLoopback(place.addresses()))
        && inherited.stream().allMatch(each -> each.isUnix() || each.isLoopback());
  }

  static boolean areLoopback(List<InetAddress> addresses) {
    return addresses.stream().allMatch(InetAddress::isLoopbackAddress);
  }
}
