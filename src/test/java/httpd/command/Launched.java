package httpd.command;

import httpd.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command that a test has started; closing it ends it. Its output goes through files. */
record Launched(Process process, Path out, Path err) implements AutoCloseable {

  private static final long LIMIT_SECONDS = 30;

  /** What is left of a command that has ended. */
  record Result(int code, String out, String err) {}

  /** Starts a command without input; the environment has nothing about Java but what is given. */
  static Launched start(Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    var out = Files.createTempFile("launched", ".out");
    var err = Files.createTempFile("launched", ".err");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.contains("JAVA_"));
    builder.environment().putAll(environment);
    return new Launched(builder.start(), out, err);
  }

  long pid() {
    return process.pid();
  }

  /** Waits for the end. */
  Result await() throws Exception {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + LIMIT_SECONDS + " s: " + readErr());
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Waits until stderr contains {@code text}. */
  void awaitErr(String text) {
    Eventually.isFine(() -> readErr().contains(text) ? null : "no \"" + text + "\": " + readErr());
  }

  private String readErr() {
    try {
      return Files.readString(err);
    } catch (IOException e) {
      throw new AssertionError("cannot read " + err, e);
    }
  }

  @Override
  public void close() throws Exception {
    if (process.isAlive()) {
      process.destroy();
      process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
    Files.deleteIfExists(out);
    Files.deleteIfExists(err);
  }
}
