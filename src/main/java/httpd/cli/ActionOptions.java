package httpd.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that ask for something else than to serve; the environment cannot ask for these. */
final class ActionOptions {

  @Option(names = "--check")
  boolean check;

  @Option(names = "--completion", paramLabel = "SHELL")
  @Nullable Shell completion;

  @Option(names = "--man")
  boolean man;

  @Option(names = {"-h", "--help"})
  boolean help;

  @Option(names = {"-V", "--version"})
  boolean version;
}
