package httpd.cli.option;

import httpd.cli.error.CommandException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Reads the options of one call: those of the command line and of {@code @FILE}s, and then the
 * variables {@code HTTPD_*} of the others, so that an overruled variable may have any value.
 */
public final class OptionParser {

  /**
   * What was read, as far as it could be.
   *
   * @param errors all that is wrong
   * @param notes what the user is told at the start, and is not wrong
   */
  public record Parsed(Options options, List<CommandException> errors, List<String> notes) {}

  private final Map<String, String> environment;

  public OptionParser(Map<String, String> environment) {
    this.environment = environment;
  }

  public Parsed parse(String... given) {
    var arguments = ArgumentFiles.expand(given);
    var typed = new Options(Map.of());
    var result = typed.line().parseArgs(arguments);
    if (!result.errors().isEmpty()) {
      return new Parsed(typed, errors(result, typed), List.of());
    }
    var variables = variables(result);
    var notes = takeOutServiceLinks(variables);
    if (variables.isEmpty()) {
      return new Parsed(typed, List.of(), notes);
    }
    var options = new Options(variables);
    var all = Stream.concat(asArguments(variables), Arrays.stream(arguments));
    var resultOfAll = options.line().parseArgs(all.toArray(String[]::new));
    return new Parsed(options, errors(resultOfAll, options), notes);
  }

  public static String variable(OptionSpec option) {
    return "HTTPD_" + option.longestName().substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
  }

  public static List<OptionSpec> settable(CommandSpec spec) {
    return spec.options().stream()
        .filter(option -> !ActionOptions.NAMES.contains(option.longestName()))
        .toList();
  }

  private Map<String, String> variables(ParseResult typed) {
    var variables = new LinkedHashMap<String, String>();
    for (var option : settable(typed.commandSpec())) {
      var variable = variable(option);
      boolean set = !environment.getOrDefault(variable, "").isEmpty();
      if (set && !typed.hasMatchedOption(option)) {
        variables.put(option.longestName(), variable);
      }
    }
    return variables;
  }

  /** Removes what the environment has set by itself; gives a note for each. */
  private List<String> takeOutServiceLinks(Map<String, String> variables) {
    var links =
        variables.values().stream()
            .filter(name -> ServiceLink.isOne(name, environment.getOrDefault(name, "")))
            .toList();
    variables.values().removeAll(links);
    return links.stream()
        .map(name -> ServiceLink.note(name, environment.getOrDefault(name, "")))
        .toList();
  }

  private Stream<String> asArguments(Map<String, String> variables) {
    return variables.entrySet().stream()
        .map(variable -> variable.getKey() + "=" + environment.get(variable.getValue()));
  }

  private static List<CommandException> errors(ParseResult result, Options options) {
    var errors = new ArrayList<CommandException>();
    for (var error : result.errors()) {
      if (error instanceof CommandLine.PicocliException known) {
        errors.addAll(
            new OptionErrors(result.commandSpec(), result.originalArgs(), options)
                .inOurWords(known));
      } else {
        throw new IllegalStateException("the options cannot be read", error);
      }
    }
    return errors;
  }
}
