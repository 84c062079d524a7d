package httpd.cli;

import httpd.cli.error.CommandException;
import httpd.cli.option.Options;
import httpd.cli.process.PassedSockets;
import httpd.net.ListenException;
import httpd.net.UnixSocketFile;
import httpd.server.ListenAddress;
import httpd.server.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
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

  static final ListenAddress STANDARD =
      new ListenAddress.Tcp("127.0.0.1", ListenAddress.SHARED_PORT);

  static Places of(Options options, Map<String, String> environment) throws CommandException {
    var passed = PassedSockets.of(environment, ProcessHandle.current().pid());
    checkTwice(options);
    var all = new ArrayList<ListenAddress>();
    passed.forEach(descriptor -> all.add(new ListenAddress.Inherited(descriptor)));
    if (!options.binds().isEmpty()) {
      all.addAll(options.binds());
    } else if (passed.isEmpty() || options.isGiven("--port")) {
      all.add(STANDARD);
    }
    var places = new Places(List.copyOf(all));
    if (options.httpPort() != null && !places.haveAddress()) {
      throw CommandException.wrong(
          options.said("--http-port", options.httpPort())
              + ": there is no address to listen on at that port",
          "it is opened on the addresses of --bind: add one, as --bind 0.0.0.0");
    }
    return places;
  }

  private boolean haveAddress() {
    return listen.stream().anyMatch(ListenAddress.Tcp.class::isInstance);
  }

  private static void checkTwice(Options options) throws CommandException {
    var paths = new HashSet<Path>();
    for (var place : options.binds()) {
      if (place instanceof ListenAddress.Unix unix
          && !paths.add(unix.path().toAbsolutePath().normalize())) {
        throw CommandException.wrong(
            options.said("--bind", unix) + ": this path is given twice",
            "one socket takes all connections; leave one of the two out");
      }
    }
  }

  /** Looks whether the paths of unix-domain sockets are free, as far as that is seen beforehand. */
  void check(Options options) throws CommandException {
    for (var place : listen) {
      if (place instanceof ListenAddress.Unix unix) {
        try {
          UnixSocketFile.check(unix.path());
        } catch (ListenException e) {
          throw ListenError.of(e.at(unix.toString(), 0), options);
        } catch (IOException e) {
          throw ListenError.of(e, options);
        }
      }
    }
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
