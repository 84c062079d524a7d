package httpd.exec;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a command is run.
 *
 * @param terminal whether its standard output is a terminal
 * @param directory in which it runs; null for the server's
 * @param output what its standard output is taken for
 * @param showsErrors whether the client gets its standard error too, and not the log
 * @param timeout after which it is ended; zero for no limit
 * @param passesAuthorization whether it gets the client's credentials
 */
public record RunSettings(
    boolean terminal,
    @Nullable Path directory,
    OutputForm output,
    boolean showsErrors,
    Duration timeout,
    boolean passesAuthorization) {

  /** Lines, without a limit of time; errors go to the log. */
  public static final RunSettings DEFAULT =
      new RunSettings(false, null, OutputForm.LINES, false, Duration.ZERO, false);

  public RunSettings onTerminal() {
    return new RunSettings(true, directory, output, showsErrors, timeout, passesAuthorization);
  }

  RunSettings in(@Nullable Path directory) {
    return new RunSettings(terminal, directory, output, showsErrors, timeout, passesAuthorization);
  }

  public RunSettings with(OutputForm output) {
    return new RunSettings(terminal, directory, output, showsErrors, timeout, passesAuthorization);
  }

  /** The lines of standard error among those of standard output, each whole. */
  public RunSettings showingErrors() {
    return new RunSettings(
        terminal, directory, OutputForm.WHOLE_LINES, true, timeout, passesAuthorization);
  }

  public RunSettings withTimeout(Duration timeout) {
    return new RunSettings(terminal, directory, output, showsErrors, timeout, passesAuthorization);
  }

  public RunSettings passingAuthorization(boolean passes) {
    return new RunSettings(terminal, directory, output, showsErrors, timeout, passes);
  }
}
