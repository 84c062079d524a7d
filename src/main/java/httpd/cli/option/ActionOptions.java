package httpd.cli.option;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for another action than serving; no variable sets them. */
public final class ActionOptions {

  @Option(names = "--check")
  public boolean check;

  @Option(names = "--completion", paramLabel = "SHELL")
  public @Nullable CompletionShell completion;

  @Option(names = "--man")
  public boolean man;

  @Option(names = {"-h", "--help"})
  public boolean help;

  @Option(names = {"-V", "--version"})
  public boolean version;
}
