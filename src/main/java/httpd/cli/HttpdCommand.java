package httpd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.cli.error.CommandException;
import httpd.cli.error.ExitCode;
import httpd.cli.option.ActionOptions;
import httpd.cli.option.OptionParser;
import httpd.cli.option.Options;
import httpd.cli.output.Console;
import httpd.cli.output.RequestLog;
import httpd.cli.output.ServerUrl;
import httpd.cli.output.StderrLog;
import httpd.cli.process.IdleHeap;
import httpd.cli.process.ServiceManager;
import httpd.cli.process.StopControl;
import httpd.cli.process.Watchdog;
import httpd.cli.target.TargetKinds;
import httpd.cli.target.TargetSettings;
import httpd.exec.posix.AdoptedProcesses;
import httpd.line.log.LogText;
import httpd.script.HandlerCache;
import httpd.script.HandlerWatch;
import httpd.server.AccessLog;
import httpd.server.Server;
import httpd.server.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One call of the command, from its arguments to its exit code. */
final class HttpdCommand {

  private final Console plain;
  private final StopControl control;
  private final Map<String, String> environment;

  HttpdCommand(Console console, StopControl control, Map<String, String> environment) {
    this.plain = console;
    this.control = control;
    this.environment = environment;
  }

  ExitCode run(String... arguments) {
    if (arguments.length == 0) {
      return usage();
    }
    var parsed = new OptionParser(environment).parse(arguments);
    var options = parsed.options();
    var console = plain.in(options.color(), environment);
    try {
      return parsed.errors().isEmpty()
          ? perform(options, parsed.notes(), console)
          : fail(parsed.errors(), options, console);
    } catch (CommandException e) {
      console.error(e);
      return e.exitCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.STOPPED;
    }
  }

  private ExitCode perform(Options options, List<String> notes, Console console)
      throws CommandException, InterruptedException {
    if (options.instead().hash()) {
      return new HashCommand(console, System.in).run(options.whats());
    }
    // Closed after the server, so that no request comes to a handler that is closed.
    try (var kinds = TargetKinds.load(options.classPath());
        var watch = new HandlerWatch(console::message, options.watchAlso(), cache(options))) {
      var asked = asked(options.instead(), kinds);
      if (asked != null) {
        console.print(asked);
        return ExitCode.STOPPED;
      }
      var routes = new Routes(kinds, new TargetSettings(options, watch));
      return options.instead().check()
          ? check(routes, notes, options, console)
          : serve(routes, notes, watch, options, console);
    }
  }

  private HandlerCache cache(Options options) {
    return options.noCache() ? HandlerCache.OFF : HandlerCache.of(environment);
  }

  /** The requested text; null to serve or check. */
  private static @Nullable String asked(ActionOptions instead, TargetKinds kinds) {
    if (instead.help()) {
      return help(kinds);
    }
    if (instead.version()) {
      return Versions.line() + "\n";
    }
    if (instead.man()) {
      return ManPage.of(help(kinds));
    }
    return instead.completion() == null ? null : Completion.script(instead.completion(), kinds);
  }

  private ExitCode check(Routes routes, List<String> notes, Options options, Console console) {
    var errors = new ArrayList<CommandException>();
    var table = routes.check(errors);
    var rules = AccessRules.of(options, routes.notOpened(), errors);
    Check.all(
        errors,
        () -> RequestLog.check(options),
        () -> TlsOptions.check(options),
        () -> Places.of(options, environment).check(options),
        () -> UserChange.check(options.user()));
    var places = new Places(options.binds());
    if (!errors.isEmpty()) {
      return fail(errors, options, console);
    }
    table.lines().forEach(line -> console.print(LogText.of(line) + "\n"));
    places.openToOthers().ifPresent(address -> warn(address, routes, rules.orElse(null), console));
    routes.warnings().forEach(console::warning);
    notes.forEach(console::note);
    return ExitCode.STOPPED;
  }

  /** A check shows all errors; a start only the first, which may cause the others. */
  private static ExitCode fail(List<CommandException> errors, Options options, Console console) {
    var shown = options.instead().check() ? errors : errors.subList(0, 1);
    shown.forEach(console::error);
    return shown.getFirst().exitCode();
  }

  private ExitCode serve(
      Routes routes, List<String> notes, HandlerWatch watch, Options options, Console console)
      throws CommandException, InterruptedException {
    TlsOptions.settings(options); // A mistake in the arguments comes before all work.
    var places = Places.of(options, environment);
    var limits = options.limits();
    limits.useForTheProcess();
    long process = ProcessHandle.current().pid();
    var manager = ServiceManager.of(environment, process, console::warning);
    var user = options.user() == null ? null : UserChange.of(options.user(), routes);
    var router = user == null ? routes.open() : user;
    var rules = accessRules(routes, options);
    var handler = rules == null ? router : rules.protect(router);
    try (var _ = AdoptedProcesses.reap();
        var _ = IdleHeap.watch();
        var log = RequestLog.open(options, console.log(), console.outStyle());
        var reloads = new Reloads(console, manager::reloading, () -> manager.ready("Reloaded"))) {
      if (log != null) {
        reloads.add(log::reopen);
      }
      var config =
          ServerConfig.defaults()
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
              .withAccessLog(log == null ? AccessLog.OFF : log);
      try (var server = Server.start(TlsOptions.added(options, config), handler)) {
        var tls = server.tls();
        if (tls != null) {
          reloads.add(tls::reload);
        }
        if (rules != null) {
          reloads.add(() -> rules.reload(console));
        }
        reloads.add(watch::reloadChanged);
        var url = ServerUrl.of(server.uri().getScheme(), server.addresses(), server.places());
        console.ready(url, router.toString());
        TlsNotes.of(server).forEach(console::note);
        Places.openToOthers(server.addresses())
            .ifPresent(address -> warn(address, routes, rules, console));
        routes.warnings().forEach(console::warning);
        if (rules != null) {
          rules.notes().forEach(console::note);
        }
        routes.notes().forEach(console::note);
        notes.forEach(console::note);
        if (options.watch()) {
          watch.start();
        } else if (!options.watchAlso().isEmpty()) {
          console.note("--watch-also has no effect without --watch");
        }
        control.onHangUp(reloads::request);
        manager.ready("Listening on " + url.url() + url.extent());
        try (var _ = StderrLog.prepareSoon();
            var _ = Watchdog.of(manager, server::probe, console::warning)) {
          control.await();
        }
        reloads.close();
        manager.stopping(options.drain());
      } catch (UserChange.FailedException e) {
        throw e.error();
      } catch (IOException e) {
        throw ListenError.of(e, options);
      }
    }
    return ExitCode.STOPPED;
  }

  private static @Nullable AccessRules accessRules(Routes routes, Options options)
      throws CommandException {
    if (options.auth().isEmpty()) {
      return null;
    }
    var errors = new ArrayList<CommandException>();
    var rules = AccessRules.of(options, routes.notOpened(), errors);
    if (!errors.isEmpty()) {
      throw errors.getFirst();
    }
    return rules.orElse(null);
  }

  private static void warn(
      InetAddress address, Routes routes, @Nullable AccessRules rules, Console console) {
    routes.warning(address, path -> rules != null && rules.cover(path)).ifPresent(console::warning);
    if (rules != null) {
      rules.warning(address).ifPresent(console::warning);
    }
  }

  private ExitCode usage() {
    plain.err().print(resource("usage.txt"));
    return ExitCode.WRONG_ARGUMENTS;
  }

  private static String help(TargetKinds kinds) {
    return resource("help.txt").replace("@KINDS@", kinds.help());
  }

  static String resource(String name) {
    try (var stream = HttpdCommand.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(stream, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
