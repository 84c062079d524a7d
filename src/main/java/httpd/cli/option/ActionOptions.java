package httpd.cli.option;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that ask for something else than to serve; the environment cannot ask for these. */
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
