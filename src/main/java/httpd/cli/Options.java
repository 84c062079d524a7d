package httpd.cli;

import httpd.source.exec.Commands;
import httpd.source.proxy.TrustedProxies;
import httpd.upstream.UpstreamLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.PicocliException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The options and arguments of one call, as picocli reads them. What it has to say about wrong ones
 * is said in our own two lines.
 */
@Command(name = "httpd")
final class Options {

  private static final int HIGHEST_PORT = 65535;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");

  @Option(names = {"-p", "--port"})
  private String port = "8080";

  @Option(names = {"-b", "--bind"})
  private String bind = "127.0.0.1";

  @Option(names = "--max-exec")
  private String maxExec = Integer.toString(Commands.DEFAULT_LIMIT);

  @Option(names = {"-n", "--last"})
  private String last = "0";

  @Option(names = "--upstream-timeout")
  private String upstreamTimeout = "60";

  @Option(names = "--upstream-idle")
  private String upstreamIdle = "0";

  @Option(names = "--trust-proxy")
  private String trustProxy = "";

  @Option(names = {"-h", "--help"})
  private boolean help;

  @Option(names = {"-V", "--version"})
  private boolean version;

  @Parameters(arity = "0..*")
  private List<String> whats = new ArrayList<>();

  private Options() {}

  /** Reads the arguments; {@code @FILE} stands for those in the file, one a line. */
  static Options parse(String... arguments) throws CommandException {
    var options = new Options();
    var line = commandLine(options);
    try {
      line.parseArgs(arguments);
    } catch (UnmatchedArgumentException e) {
      throw unknown(e.getUnmatched().getFirst(), line);
    } catch (MissingParameterException e) {
      throw CommandException.wrong(
          arguments[arguments.length - 1] + ": the value is missing",
          "httpd --help says what it takes");
    } catch (PicocliException e) {
      throw CommandException.wrong(
          String.valueOf(e.getMessage()), "httpd --help names every option");
    }
    return options;
  }

  /** For the test that holds the help against the options. */
  static CommandLine commandLine() {
    return commandLine(new Options());
  }

  int port() throws CommandException {
    int number = NUMBER.matcher(port).matches() ? Integer.parseInt(port) : -1;
    if (number < 0 || number > HIGHEST_PORT) {
      throw CommandException.wrong(
          "--port " + port + ": a port is a number from 0 to " + HIGHEST_PORT,
          "--port 8080 is usual, --port 0 takes a free one");
    }
    return number;
  }

  int last() throws CommandException {
    int lines = NUMBER.matcher(last).matches() ? Integer.parseInt(last) : -1;
    if (lines < 0) {
      throw CommandException.wrong(
          "--last " + last + ": a number of lines from 0 to 99999",
          "--last 10 begins with the last ten");
    }
    return lines;
  }

  String bind() {
    return bind;
  }

  int maxExec() throws CommandException {
    int number = NUMBER.matcher(maxExec).matches() ? Integer.parseInt(maxExec) : 0;
    if (number < 1) {
      throw CommandException.wrong(
          "--max-exec " + maxExec + ": the cap is a number from 1 to 99999",
          "--max-exec " + Commands.DEFAULT_LIMIT + " is the default; more are answered 503");
    }
    return number;
  }

  UpstreamLimits upstreamLimits() throws CommandException {
    int head = seconds("--upstream-timeout", upstreamTimeout, 1);
    int idle = seconds("--upstream-idle", upstreamIdle, 0);
    return UpstreamLimits.DEFAULT
        .withHead(Duration.ofSeconds(head))
        .withIdle(Duration.ofSeconds(idle));
  }

  private static int seconds(String option, String value, int least) throws CommandException {
    int seconds = NUMBER.matcher(value).matches() ? Integer.parseInt(value) : -1;
    if (seconds < least) {
      throw CommandException.wrong(
          option + " " + value + ": a number of seconds from " + least + " to 99999",
          option + " 30 is half a minute");
    }
    return seconds;
  }

  TrustedProxies trustedProxies() throws CommandException {
    try {
      return trustProxy.isEmpty() ? TrustedProxies.NONE : TrustedProxies.of(trustProxy);
    } catch (IllegalArgumentException e) {
      throw CommandException.wrong(
          "--trust-proxy " + e.getMessage(), "--trust-proxy 127.0.0.1,::1 trusts this machine");
    }
  }

  boolean help() {
    return help;
  }

  boolean version() {
    return version;
  }

  List<String> whats() {
    return whats;
  }

  private static CommandLine commandLine(Options options) {
    return new CommandLine(options)
        .setUseSimplifiedAtFiles(true)
        .setOverwrittenOptionsAllowed(true);
  }

  private static CommandException unknown(String option, CommandLine line) {
    int equals = option.indexOf('=');
    var name = equals < 0 ? option : option.substring(0, equals);
    var known =
        line.getCommandSpec().optionsMap().keySet().stream()
            .filter(other -> other.startsWith("--"))
            .toList();
    return CommandException.wrong(
        "unknown option " + name,
        Nearest.to(name, known)
            .map(near -> "did you mean " + near + "?")
            .orElse("httpd --help names every option; behind -- all is WHAT"));
  }
}
