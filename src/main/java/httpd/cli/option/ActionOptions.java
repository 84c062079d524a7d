package httpd.cli.option;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Options for another action than serving; no variable sets them. */
public record ActionOptions(
    boolean check,
    boolean hash,
    @Nullable CompletionShell completion,
    boolean man,
    boolean help,
    boolean version) {

  static final Set<String> NAMES =
      Set.of(
          "--check", "--hash", "--completion", "--man", "--help", "--version", "--get", "--data");
}
