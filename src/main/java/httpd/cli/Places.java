package httpd.cli;

import httpd.cli.error.CommandException;
import httpd.cli.option.Options;
import httpd.cli.process.PassedSockets;
import httpd.server.ListenAddress;
import httpd.server.ServerConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where the options, and a service manager, have the server listen.
 *
 * <pre>
 *   sockets passed? ── no ───────────────────────────► --bind, or its default
 *         └── yes ──┬── neither --bind nor --port ───► those
 *                   └── --bind or --port ────────────► those, and --bind or its default
 * </pre>
 */
record Places(List<ListenAddress> listen) {

  private static final String STANDARD = "127.0.0.1";

  static Places of(Options options, Map<String, String> environment) throws CommandException {
    var passed = PassedSockets.of(environment, ProcessHandle.current().pid());
    var all = new ArrayList<ListenAddress>();
    passed.forEach(descriptor -> all.add(new ListenAddress.Inherited(descriptor)));
    if (!options.binds().isEmpty()) {
      all.addAll(options.binds());
    } else if (passed.isEmpty() || options.isGiven("--port")) {
      all.add(new ListenAddress.Tcp(STANDARD, ListenAddress.SHARED_PORT));
    }
    var places = new Places(List.copyOf(all));
    if (options.httpPort() != null && !places.haveAddress()) {
      throw CommandException.wrong(
          "--http-port " + options.httpPort() + ": there is no address to listen on at that port",
          "it is opened on the addresses of --bind: add one, as --bind 0.0.0.0");
    }
    return places;
  }

  private boolean haveAddress() {
    return listen.stream().anyMatch(ListenAddress.Tcp.class::isInstance);
  }

  /** The first address that other machines may reach; empty if there is none, or it is unknown. */
  Optional<InetAddress> openToOthers() {
    return listen.stream().flatMap(place -> others(place).stream()).findFirst();
  }

  private static Optional<InetAddress> others(ListenAddress place) {
    try {
      var address =
          place instanceof ListenAddress.Tcp tcp ? InetAddress.getByName(tcp.host()) : null;
      return Optional.ofNullable(address).filter(each -> !each.isLoopbackAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** The same of the addresses that a server listens on. */
  static Optional<InetAddress> openToOthers(List<InetSocketAddress> listening) {
    return listening.stream()
        .map(InetSocketAddress::getAddress)
        .filter(address -> !address.isLoopbackAddress())
        .findFirst();
  }

  /** Whose connections begin with a header of the PROXY protocol. */
  static Predicate<InetAddress> proxyHeaders(Options options) {
    var proxies = options.proxyProtocol();
    return proxies == null ? ServerConfig.NO_PROXY_HEADERS : proxies::contain;
  }
}
