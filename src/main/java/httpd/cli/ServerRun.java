package httpd.cli;

import httpd.Handler;
import httpd.cli.error.CommandException;
import httpd.cli.option.Options;
import httpd.cli.output.Console;
import httpd.cli.output.RequestLog;
import httpd.cli.output.ServerUrl;
import httpd.cli.output.StderrLog;
import httpd.cli.process.IdleHeap;
import httpd.cli.process.ServiceManager;
import httpd.cli.process.StopControl;
import httpd.cli.process.Watchdog;
import httpd.exec.posix.AdoptedProcesses;
import httpd.limit.Limits;
import httpd.route.FieldsAdded;
import httpd.script.HandlerWatch;
import httpd.server.AccessLog;
import httpd.server.Server;
import httpd.server.ServerConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of a server, from the options to its stop.
 *
 * <pre>
 *   options ──► routes, users ──► log, certificates, sockets ──► told ──► READY ──► STOPPING ──► end
 *                 │                 │ --user: another user,        the notes  ▲ │ HUP
 *                 │                 │ and the routes only then                └─┘ reloads
 *                 └─── an error ────┴──► CommandException, nothing listens
 * </pre>
 */
final class ServerRun {

  private final Options options;
  private final Routes routes;
  private final HandlerWatch watch;
  private final Console console;
  private final Places places;
  private final Limits limits;
  private final ServiceManager manager;
  private final @Nullable UserChange user;
  private final boolean copiesInput;
  private final @Nullable InputEcho input;
  private final Handler router;
  private final @Nullable AccessRules rules;
  private final @Nullable TokenRules tokens;
  private final @Nullable AdminRun admin;
  private final FrontList front;

  /**
   * Opens the routes, unless that is for another user, and reads the files of users and keys.
   *
   * @throws CommandException if the options do not fit together, or a route cannot be opened
   */
  ServerRun(
      Options options,
      Routes routes,
      HandlerWatch watch,
      Console console,
      Map<String, String> environment)
      throws CommandException {
    TlsOptions.settings(options); // A mistake in the arguments comes before all work.
    FrontList.check(options);
    this.options = options;
    this.routes = routes;
    this.watch = watch;
    this.console = console;
    places = Places.of(options, environment);
    limits = options.limits();
    limits.useForTheProcess();
    options.trustUpstreamAuthorities();
    long process = ProcessHandle.current().pid();
    manager = ServiceManager.of(environment, process, console::warning);
    user = options.user() == null ? null : UserChange.of(options.user(), routes);
    admin = options.isGiven("--admin") ? AdminRun.of(options, routes, limits) : null;
    tokens = options.hasTokens() ? TokenRules.ofStart(options, routes) : null;
    copiesInput = routes.readInput() && options.tee(console.outTerminal());
    input = routes.readInput() ? InputEcho.follow(console, copiesInput) : null;
    router = user == null ? routes.open() : user;
    rules = options.auth().isEmpty() ? null : AccessRules.ofStart(options, routes);
    front = FrontList.of(options, routes, rules, places);
  }

  /** Serves until it is told to stop; {@code notes} are told once it listens. */
  void run(List<String> notes, StopControl control) throws CommandException, InterruptedException {
    try (var _ = AdoptedProcesses.reap();
        var _ = IdleHeap.watch();
        var log = RequestLog.open(options, console, copiesInput);
        var reloads = new Reloads(console, manager::reloading, () -> manager.ready("Reloaded"));
        var _ = openAdmin();
        var server = start(log)) {
      addParts(reloads, log, server);
      var url = ServerUrl.of(server.uri().getScheme(), server.addresses(), server.places());
      new StartNotes(routes, rules, tokens, console).ofStart(server, url, router);
      if (admin != null) {
        admin.serving(server, console);
      }
      if (console.terminal()) {
        front.note().ifPresent(console::note);
      }
      notes.forEach(console::note);
      tellOfInput();
      startWatch();
      control.onHangUp(reloads::request);
      manager.ready("Listening on " + url.url() + url.extent());
      try (var _ = StderrLog.prepareSoon();
          var _ = Watchdog.of(manager, server::probe, console::warning)) {
        control.await();
      }
      if (admin != null) {
        admin.draining();
      }
      reloads.close();
      manager.stopping(options.drain());
    }
  }

  /** Before the main server, and closed after it; null without {@code --admin}. */
  private @Nullable AdminRun openAdmin() throws CommandException {
    return admin == null ? null : admin.open(routes, rules);
  }

  private Server start(@Nullable RequestLog log) throws CommandException {
    var listed = front.before(router);
    var protectedRoutes = rules == null ? listed : rules.protect(listed);
    var handler = FieldsAdded.of(options.fields(), protectedRoutes);
    routes.openSite(handler);
    try {
      return Server.start(TlsOptions.added(options, config(log)), handler);
    } catch (UserChange.FailedException e) {
      throw e.error();
    } catch (IOException e) {
      throw ListenError.of(e, options);
    }
  }

  private ServerConfig config(@Nullable RequestLog log) {
    return ServerConfig.defaults()
        .withPort(options.port())
        .withListen(places.listen())
        .withCompress(options.compress())
        .withHeartbeat(options.heartbeat())
        .withMaxStreamAge(options.maxStreamAge())
        .withDrain(options.drain())
        .withLimits(limits)
        .withSites(options.sites())
        .withProxyHeaders(Places.proxyHeaders(options))
        .withWhenBound(user == null ? ServerConfig.NO_TASK : user)
        .withMeter(admin == null ? null : admin.meter())
        .withAccessLog(log == null ? unlogged() : log);
  }

  /** What is looked at needs the numbers of an access log, also if there is none. */
  private AccessLog unlogged() {
    return admin == null ? AccessLog.OFF : event -> {};
  }

  private void addParts(Reloads reloads, @Nullable RequestLog log, Server server) {
    if (log != null) {
      reloads.add(log::reopen);
    }
    var tls = server.tls();
    if (tls != null) {
      reloads.add(tls::reload);
    }
    if (rules != null) {
      reloads.add(() -> rules.reload(console));
    }
    if (tokens != null) {
      reloads.add(() -> tokens.reload(console));
    }
    options.upstreamFieldFiles().forEach(file -> reloads.add(file::reload));
    reloads.add(watch::reloadChanged);
  }

  private void tellOfInput() {
    if (copiesInput && !options.isGiven("--log") && options.logFile() == null) {
      console.note("standard input is shown here; --log text shows requests as well");
    }
    if (input != null) {
      input.listening();
    }
  }

  private void startWatch() {
    if (options.watch()) {
      watch.start();
    } else if (!options.watchAlso().isEmpty()) {
      console.note("--watch-also has no effect without --watch");
    }
  }
}
