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

/** A shell in a folder, and all that it shows. Closing it ends whatever it has started. */
final class Terminal implements AutoCloseable {

  /** How long a command may take until it shows what is expected of it. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final long LIMIT_SECONDS = 10;

  private final Process shell;
  private final Path screen;

  /** Runs a script. The environment has nothing about Java but what is given. */
  Terminal(Path folder, Map<String, String> environment, String script) throws IOException {
    screen = Files.createTempFile("terminal", ".txt");
    var builder =
        new ProcessBuilder("sh", "-c", script)
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(screen.toFile());
    builder.environment().keySet().removeIf(name -> name.contains("JAVA_"));
    builder.environment().putAll(environment);
    shell = builder.start();
  }

  /** Whether the last command has ended. Asked before {@link #shown}, that is then all. */
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

  /** The port of the server in it, once that has said so. */
  String awaitPort() {
    Eventually.isFine(
        PATIENCE,
        () ->
            isOver() || Transcript.port(shown()).isPresent() ? null : "not listening:\n" + shown());
    return Transcript.port(shown())
        .orElseThrow(() -> new AssertionError("it has ended:\n" + shown()));
  }

  /** Asks all processes to end, waits for them, and kills those that do not. */
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
