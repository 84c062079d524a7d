package httpd.cli;

import httpd.Response;
import httpd.admin.AdminPart;
import httpd.admin.AdminRouter;
import httpd.admin.Administered;
import httpd.cli.error.CommandException;
import httpd.cli.option.Options;
import httpd.cli.output.Console;
import httpd.limit.Limits;
import httpd.metrics.ServerCounts;
import httpd.net.ListenException;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.ListenAddress;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.server.ServerMeter;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The admin place of one run: a small server of its own for each kind of socket, with one event
 * loop, so that it answers when the main server is full; or a route of the main server.
 *
 * <pre>
 *   of(options) ── mount: its paths are routes ──► open: its sockets listen, the first of all
 *               ──► serving ──► draining ──► close: the last of all
 * </pre>
 */
final class AdminRun implements AutoCloseable {

  private static final Duration DRAIN = Duration.ofSeconds(1);

  private final AdminPlaces places;
  private final Administered administered;
  private final ServerCounts counts;
  private final List<AdminPart> parts;
  private final List<Server> servers = new ArrayList<>();

  private AdminRun(Options options, Routes routes, Limits limits) {
    this.places = AdminPlaces.of(options);
    this.counts = new ServerCounts(routes.kinds());
    this.administered = new Administered(limits, counts);
    this.parts = AdminParts.of(administered, counts);
  }

  /** Prepares it; its paths become routes. */
  static AdminRun of(Options options, Routes routes, Limits limits) throws CommandException {
    var run = new AdminRun(options, routes, limits);
    routes.mount(run.places, run.parts);
    return run;
  }

  /** What the main server counts. */
  ServerMeter meter() {
    return counts;
  }

  /** Listens, and answers from now on; {@code rules} are those of {@code --auth}. */
  AdminRun open(Routes routes, @Nullable AccessRules rules) throws CommandException {
    places.check(rules);
    administered.setRoutes(routes.opened(), routes.served());
    var router = Router.of(List.of(places.route(AdminRouter.PREFIX, parts), front()));
    try {
      for (boolean unix : new boolean[] {false, true}) {
        if (!places.listen(unix).isEmpty()) {
          var handler = unix || rules == null ? router : rules.protect(router);
          servers.add(Server.start(config(places.listen(unix)), handler));
        }
      }
    } catch (IOException e) {
      close();
      throw error(e);
    } catch (CommandException e) {
      close();
      throw e;
    }
    return this;
  }

  private static Route front() {
    return Route.get("/", request -> Response.redirect(AdminRouter.PREFIX));
  }

  private ServerConfig config(List<ListenAddress> listen) throws CommandException {
    var config =
        ServerConfig.defaults()
            .withListen(listen)
            .withEventLoops(1)
            .withDrain(DRAIN)
            .withSites(places.options().sites());
    return new Places(listen).openToOthers().isEmpty()
        ? config
        : config.withTls(TlsOptions.settings(places.options()));
  }

  private CommandException error(IOException cause) {
    if (cause instanceof UnknownHostException) {
      return CommandException.wrong(
          places.said(String.valueOf(cause.getMessage())) + ": no such address",
          "write an address, as 127.0.0.1:9090");
    }
    if (cause instanceof ListenException refused) {
      var place = places.said(refused.isOfUnix() ? refused.place() : withPort(refused));
      return switch (refused.reason()) {
        case IN_USE ->
            CommandException.failed(
                place + ": it is in use",
                refused.isOfUnix()
                    ? "choose another path"
                    : "choose another port; `ss -ltnp sport = :"
                        + refused.port()
                        + "` names the holder",
                cause);
        default ->
            CommandException.failed(
                place + ": " + refused.getMessage(),
                "--admin 127.0.0.1:9090 is for this machine",
                cause);
      };
    }
    return ListenError.of(cause, places.options());
  }

  private static String withPort(ListenException refused) {
    return new ListenAddress.Tcp(refused.place(), refused.port()).toString();
  }

  /** Tells where it is. */
  private List<String> notes() {
    var notes = new ArrayList<String>();
    for (var server : servers) {
      for (var place : server.places()) {
        notes.add("admin at " + (place instanceof ListenAddress.Tcp ? server.uri() + "-/" : place));
      }
    }
    return notes;
  }

  /** The main server listens. */
  void serving(Server server, Console console) {
    administered.serving(server);
    notes().forEach(console::note);
  }

  /** The main server is about to stop. */
  void draining() {
    administered.draining();
  }

  @Override
  public void close() {
    servers.forEach(Server::close);
  }
}
