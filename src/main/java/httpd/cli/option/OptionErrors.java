package httpd.cli.option;

import httpd.cli.error.CommandException;
import httpd.cli.error.NearestWord;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.PicocliException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Converts the errors of picocli to messages of two lines. */
public final class OptionErrors {

  private static final String HELP = "httpd --help says what it takes";

  private final CommandSpec spec;

  private final List<String> typed;
  private final Options options;

  OptionErrors(CommandSpec spec, List<String> typed, Options options) {
    this.spec = spec;
    this.typed = typed;
    this.options = options;
  }

  List<CommandException> inOurWords(PicocliException error) {
    return switch (error) {
      case UnmatchedArgumentException e -> e.getUnmatched().stream().map(this::unknown).toList();
      case MissingParameterException e ->
          e.getMissing().stream()
              .map(arg -> arg instanceof OptionSpec option ? option.longestName() : "WHAT")
              .map(name -> CommandException.wrong(name + ": the value is missing", HELP))
              .toList();
      case ParameterException e when e.getArgSpec() instanceof OptionSpec option ->
          List.of(wrongValue(option, e));
      default ->
          List.of(
              CommandException.wrong(
                  String.valueOf(error.getMessage()), "httpd --help names every option"));
    };
  }

  private CommandException wrongValue(OptionSpec option, ParameterException error) {
    var value = shown(option.longestName(), Objects.requireNonNullElse(error.getValue(), ""));
    var said = options.said(option.longestName(), value) + ": ";
    if (error.getCause() instanceof InvalidValueException wrong) {
      return CommandException.wrong(said + wrong.getMessage(), wrong.hint());
    }
    if (option.type().isEnum()) {
      return oneOf(said, value, words(option));
    }
    if (option.type() == boolean.class || option.type() == Boolean.class) {
      return oneOf(said, value, List.of("true", "false"));
    }
    var why = error.getCause() == null ? error.getMessage() : error.getCause().getMessage();
    return CommandException.wrong(said + why, HELP);
  }

  /** A value as a message has it: one that may be a secret is left out. */
  private static String shown(String option, String value) {
    return option.equals("--upstream-header") ? UpstreamFiles.withoutSecret(value) : value;
  }

  private static CommandException oneOf(String said, String value, List<String> words) {
    return CommandException.wrong(
        said + "it is one of " + String.join(", ", words),
        meant(value.toLowerCase(Locale.ROOT), words)
            .map(near -> "did you mean " + near + "?")
            .orElse(HELP));
  }

  /** The letters of no are those of on, which is the opposite. */
  private static Optional<String> meant(String value, List<String> words) {
    return Set.of("no", "none", "false", "never", "0").contains(value) && words.contains("off")
        ? Optional.of("off")
        : NearestWord.to(value, words);
  }

  /** The words that an option takes; none if it takes other things. */
  public static List<String> words(OptionSpec option) {
    return option.type().isEnum()
        ? Arrays.stream(option.type().getEnumConstants())
            .map(word -> ((Enum<?>) word).name().toLowerCase(Locale.ROOT))
            .toList()
        : List.of();
  }

  private CommandException unknown(String option) {
    int equals = option.indexOf('=');
    var name = equals < 0 ? option : option.substring(0, equals);
    var apart = apart(option);
    if (apart.isPresent()) {
      return apart.get();
    }
    var known =
        spec.optionsMap().keySet().stream().filter(other -> other.startsWith("--")).toList();
    return CommandException.wrong(
        "unknown option " + name,
        ForeignOption.hint(name)
            .or(() -> NearestWord.to(name, known).map(near -> "did you mean " + near + "?"))
            .orElse("httpd --help names every option; after -- all is WHAT"));
  }

  /**
   * For what was not split, as in a line of an {@code @FILE}, or was split and belongs together.
   */
  private Optional<CommandException> apart(String option) {
    var words = option.split("\\s+", 2);
    if (words.length == 2 && spec.findOption(words[0]) != null) {
      var value = shown(words[0], words[1]);
      return Optional.of(
          CommandException.wrong(
              "unknown option " + words[0] + " " + value,
              "write " + words[0] + "=" + value + ", or the value on a line of its own"));
    }
    return typed.stream()
        .takeWhile(argument -> !argument.equals(option))
        .filter(OptionErrors::isUnquotedCommand)
        .findFirst()
        .map(what ->
            CommandException.wrong(
                "unknown option " + option,
                "the shell takes a command as one argument in quotes: '%s %s ...'"
                    .formatted(what, option)));
  }

  private static boolean isUnquotedCommand(String argument) {
    int kind = argument.indexOf("exec:");
    return kind >= 0
        && kind + "exec:".length() < argument.length()
        && argument.chars().noneMatch(Character::isWhitespace);
  }
}
