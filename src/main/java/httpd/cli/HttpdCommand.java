package httpd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.cli.error.CommandException;
import httpd.cli.error.ExitCode;
import httpd.cli.once.OneAnswer;
import httpd.cli.once.OneRequest;
import httpd.cli.once.OutputWatch;
import httpd.cli.option.ActionOptions;
import httpd.cli.option.OptionParser;
import httpd.cli.option.Options;
import httpd.cli.output.Console;
import httpd.cli.output.RequestLog;
import httpd.cli.process.StopControl;
import httpd.cli.target.OpenStores;
import httpd.cli.target.TargetKinds;
import httpd.cli.target.TargetSettings;
import httpd.exec.posix.ReaderWatch;
import httpd.line.log.LogText;
import httpd.script.HandlerCache;
import httpd.script.HandlerWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One call of the command, from its arguments to its exit code. */
final class HttpdCommand {

  /** The descriptor of standard output. */
  private static final int OUTPUT = 1;

  /** The first arguments that ask another server. */
  private static final List<String> ASKING = List.of("ps", "stop");

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
    boolean asksAnother = ASKING.contains(arguments[0]);
    var own = new ArrayList<>(List.of(arguments));
    var command = asksAnother ? own.removeFirst() : "";
    boolean asJson = command.equals("ps") && own.remove("--json");
    var parsed = new OptionParser(environment).parse(own.toArray(String[]::new));
    var options = parsed.options();
    var console = plain.in(options.color(), environment);
    try {
      if (asksAnother && parsed.errors().isEmpty() && !options.instead().help()) {
        return new AdminCommand(options, console, environment).run(command, asJson);
      }
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
        var _ = OpenStores.ofTheProcess();
        var watch = new HandlerWatch(console::message, options.watchAlso(), cache(options))) {
      control.onStop(watch::endSearches);
      var asked = asked(options.instead(), kinds);
      if (asked != null) {
        console.print(asked);
        return ExitCode.STOPPED;
      }
      var routes = new Routes(kinds, new TargetSettings(options, watch));
      if (options.data() != null && options.get() == null) {
        throw CommandException.wrong(
            "--data: it is the body of the one request of --get", "write --get / --data TEXT");
      }
      if (options.instead().check()) {
        return check(routes, notes, options, console);
      }
      if (options.get() != null) {
        return answerOnce(options, options.get(), routes, console);
      }
      new ServerRun(options, routes, watch, console, environment).run(notes, control);
      return ExitCode.STOPPED;
    }
  }

  private ExitCode answerOnce(Options options, String target, Routes routes, Console console)
      throws CommandException, InterruptedException {
    var request = OneRequest.of(target, options.data(), System.in);
    if (options.user() != null) {
      throw CommandException.wrong(
          "--user: --get answers as the user who starts it", "leave --user out");
    }
    options.limits().useForTheProcess();
    options.trustUpstreamAuthorities();
    var handler = routes.open();
    OutputWatch watch =
        console.isOfTheProcess() ? task -> ReaderWatch.whenGone(OUTPUT, task) : OutputWatch.NONE;
    return new OneAnswer(handler, console, watch).print(request, control);
  }

  private HandlerCache cache(Options options) {
    var user = options.user();
    if (options.noCache() || (user != null && options.instead().check())) {
      return HandlerCache.OFF; // A check by root writes nothing into directories of the user.
    }
    return HandlerCache.of(user == null ? environment : UserChange.environment(user, environment));
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
    var admin = AdminPlaces.of(options);
    Check.all(errors, () -> routes.mount(admin, List.of()));
    var rules = AccessRules.of(options, routes.reached(), errors);
    var tokens = TokenRules.of(options, routes.withTopics(), errors);
    Check.all(
        errors,
        () -> RequestLog.check(options),
        () -> TlsOptions.check(options),
        () -> FrontList.check(options),
        () -> Places.of(options, environment).check(options),
        () -> admin.check(rules.orElse(null)),
        () -> UserChange.check(options.user()));
    if (!errors.isEmpty()) {
      return fail(errors, options, console);
    }
    table.lines().forEach(line -> console.print(LogText.of(line) + "\n"));
    new StartNotes(routes, rules.orElse(null), tokens.orElse(null), console)
        .ofCheck(new Places(options.binds()).openToOthers());
    notes.forEach(console::note);
    return ExitCode.STOPPED;
  }

  /** A check shows all errors; a start only the first, which may cause the others. */
  private static ExitCode fail(List<CommandException> errors, Options options, Console console) {
    var shown = options.instead().check() ? errors : errors.subList(0, 1);
    shown.forEach(console::error);
    return shown.getFirst().exitCode();
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
