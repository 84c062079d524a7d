package httpd.cli;

import httpd.admin.AdminPart;
import httpd.admin.AdminRouter;
import httpd.cli.error.CommandException;
import httpd.cli.option.AdminPlace;
import httpd.cli.option.Options;
import httpd.http.AddressText;
import httpd.route.Route;
import httpd.server.ListenAddress;
import httpd.server.SitePolicy;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is looked at: the values of {@code --admin}, and who may reach each.
 *
 * <pre>
 *   a path of the server ────────────────────────► needs --auth for it
 *   HOST:PORT ──┬── an address of loopback ──────► --auth if some is for it
 *               └── another ─────────────────────► needs --auth for it
 *   unix:FILE ───────────────────────────────────► who may write the file: its owner
 * </pre>
 */
record AdminPlaces(Options options, List<ListenAddress> listen, List<String> paths) {

  static AdminPlaces of(Options options) {
    return new AdminPlaces(
        options,
        options.admin().stream().map(AdminPlace::listen).flatMap(Stream::ofNullable).toList(),
        options.admin().stream()
            .map(AdminPlace::path)
            .flatMap(Stream::ofNullable)
            .distinct()
            .toList());
  }

  /** The places on which a server of its own listens, on sockets of one kind. */
  List<ListenAddress> listen(boolean unix) {
    return listen.stream().filter(each -> each instanceof ListenAddress.Unix == unix).toList();
  }

  /** The routes of the paths. */
  List<Route> routes(List<AdminPart> parts) {
    return paths.stream().map(path -> route(path, parts)).toList();
  }

  /** Pages of no other site may act or read, also not those of {@code --allow-origin}. */
  Route route(String path, List<AdminPart> parts) {
    var sites = options.sites().withOrigins(Set.of());
    return AdminRouter.at(path, parts, handler -> sites.guarded(SitePolicy.Guard.ALL, handler));
  }

  /** Refuses a place that is open to each client that reaches it. */
  void check(@Nullable AccessRules rules) throws CommandException {
    for (var place : options.admin()) {
      if (place.url() != null) {
        throw CommandException.wrong(
            said(place.toString()) + ": a URL is for httpd ps and httpd stop",
            "write where to listen: 127.0.0.1:9090, unix:FILE, or a path behind --auth, as /-/");
      }
    }
    for (var path : paths) {
      if (rules == null || !rules.cover(path)) {
        throw CommandException.wrong(
            said(path) + ": all who reach the server could stop its streams there",
            "add --auth "
                + path
                + "=FILE, or use --admin 127.0.0.1:"
                + AdminPlace.PORT
                + ", for this machine alone");
      }
    }
    var open = new Places(listen).openToOthers();
    if (open.isPresent() && (rules == null || !rules.cover(AdminRouter.PREFIX))) {
      var place =
          listen.stream()
              .filter(each -> new Places(List.of(each)).openToOthers().isPresent())
              .findFirst();
      throw CommandException.wrong(
          said(Objects.toString(place.orElse(null)))
              + ": all who reach "
              + AddressText.of(open.get())
              + " could stop streams there",
          "add --auth /-/=FILE, or use --admin 127.0.0.1:"
              + AdminPlace.PORT
              + ", for this machine alone");
    }
  }

  String said(String place) {
    return options.said("--admin", place);
  }
}
