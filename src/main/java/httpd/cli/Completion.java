package httpd.cli;

import httpd.cli.option.AuthSetting;
import httpd.cli.option.ClassPath;
import httpd.cli.option.CompletionShell;
import httpd.cli.option.LimitSetting;
import httpd.cli.option.OptionErrors;
import httpd.cli.option.Options;
import httpd.cli.target.TargetKinds;
import httpd.script.WatchPattern;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;

/** A script that completes words for the shell, made from the options and kinds that there are. */
final class Completion {

  private static final String ZSH_HEAD =
      """
      (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
      autoload -Uz bashcompinit && bashcompinit
      """;

  private static final Set<Class<?>> FILES =
      Set.of(Path.class, WatchPattern.class, ClassPath.class, AuthSetting.class);

  private Completion() {}

  /** What a shell is to read; zsh reads the one for bash, with its own help. */
  static String script(CompletionShell shell, TargetKinds kinds) {
    var options = Options.commandLine().getCommandSpec().options();
    var script =
        HttpdCommand.resource("completion.bash")
            .replace("@OPTIONS@", words(options))
            .replace("@KINDS@", String.join(": ", kinds.names()) + ":")
            .replace("    @VALUES@\n", values(options));
    return shell == CompletionShell.ZSH ? ZSH_HEAD + script : script;
  }

  private static String words(List<OptionSpec> options) {
    return options.stream().map(OptionSpec::longestName).sorted().collect(Collectors.joining(" "));
  }

  private static String values(List<OptionSpec> options) {
    return options.stream()
        .filter(option -> option.arity().max() > 0)
        .map(option -> "    %s) %s ;;\n".formatted(names(option), candidates(option)))
        .sorted()
        .collect(Collectors.joining());
  }

  private static String names(OptionSpec option) {
    return String.join("|", option.names());
  }

  private static String candidates(OptionSpec option) {
    var words =
        option.longestName().equals("--limit")
            ? LimitSetting.names().stream().map(name -> name + "=").toList()
            : OptionErrors.words(option);
    if (!words.isEmpty()) {
      return "_httpd_words '" + String.join(" ", words) + "'";
    }
    return FILES.contains(option.auxiliaryTypes()[0]) ? "_httpd_files" : ":";
  }
}
