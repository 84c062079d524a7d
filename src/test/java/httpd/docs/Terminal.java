package httpd.docs;

import httpd.testing.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A shell in a directory, and all that it shows. Closing it ends every process in it. */
final class Terminal implements AutoCloseable {

  /** How long a command may take to show the expected text. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final long LIMIT_SECONDS = 10;

  private final Process shell;
  private final Path screen;

  /** Runs a script. Variables about Java are removed, except the given ones. */
  Terminal(Path directory, Map<String, String> environment, String script) throws IOException {
    screen = Files.createTempFile("terminal", ".txt");
    var builder =
        new ProcessBuilder("sh", "-c", script)
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(screen.toFile());
    builder.environment().keySet().removeIf(name -> name.contains("JAVA_"));
    builder.environment().putAll(environment);
    shell = builder.start();
  }

  /** Whether the last command has ended. Call it before {@link #shown}, which is then complete. */
  boolean isOver() {
    return !shell.isAlive();
  }

  String shown() {
    try {
      return Files.readString(screen);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the server in it says on which port it listens. */
  String awaitPort() {
    Eventually.isFine(
        PATIENCE,
        () ->
            isOver() || Transcript.port(shown()).isPresent() ? null : "not listening:\n" + shown());
    return Transcript.port(shown())
        .orElseThrow(() -> new AssertionError("it has ended:\n" + shown()));
  }

  /** Terminates all processes, waits for them, and kills those that remain. */
  @Override
  public void close() throws Exception {
    var processes = Stream.concat(shell.descendants(), Stream.of(shell.toHandle())).toList();
    var ends =
        CompletableFuture.allOf(
            processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
    processes.forEach(ProcessHandle::destroy);
    try {
      ends.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      processes.forEach(ProcessHandle::destroyForcibly);
      throw new AssertionError("had to be killed; it showed:\n" + shown(), e);
    } finally {
      Files.delete(screen);
    }
  }
}
