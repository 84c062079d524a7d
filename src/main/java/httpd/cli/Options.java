package httpd.cli;

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

  @Option(names = {"-w", "--watch"})
  private boolean watch;

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

  String bind() {
    return bind;
  }

  boolean watch() {
    return watch;
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
