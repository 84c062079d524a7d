package httpd.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.testing.Eventually;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A command that a test has started; closing it ends it. Its output goes through files. */
record Launched(Process process, Path out, Path err) implements AutoCloseable {

  private static final long LIMIT_SECONDS = 30;

  /** What is left of a command that has ended. */
  record Result(int code, String out, String err) {}

  /**
   * Starts a command without input. Its environment has what is given, and else about Java only
   * that httpd compiles by C1 alone, since it ends before what C2 makes pays.
   */
  static Launched start(Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    return start(folder, environment, command, Redirect.from(Path.of("/dev/null").toFile()));
  }

  /** Starts a command with a pipe as its input, to be written to by {@link #type}. */
  static Launched startWithPipe(Path folder, List<String> command) throws IOException {
    return start(folder, Map.of(), command, Redirect.PIPE);
  }

  /** Runs a command without input to its end. */
  static Result run(Path folder, List<String> command) throws Exception {
    try (var launched = start(folder, Map.of(), command)) {
      return launched.await();
    }
  }

  private static Launched start(
      Path folder, Map<String, String> environment, List<String> command, Redirect input)
      throws IOException {
    var out = Files.createTempFile("launched", ".out");
    var err = Files.createTempFile("launched", ".err");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(input)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.contains("JAVA_"));
    builder.environment().put("HTTPD_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
    builder.environment().putAll(environment);
    return new Launched(builder.start(), out, err);
  }

  long pid() {
    return process.pid();
  }

  /** Writes a line to its input. */
  void type(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  /** Closes its input. */
  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Sends it a signal, by name. */
  void signal(String name) throws Exception {
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
    if (kill.waitFor() != 0) {
      throw new AssertionError("kill -" + name + " of " + pid() + " failed");
    }
  }

  /** Where it listens, once it has said so. */
  InetSocketAddress address() {
    awaitErr("httpd: listening on http");
    var ready = Pattern.compile("listening on https?://127.0.0.1:(\\d+)/\n").matcher(readErr());
    if (!ready.find()) {
      throw new AssertionError("no address in: " + readErr());
    }
    return new InetSocketAddress(
        InetAddress.getLoopbackAddress(), Integer.parseInt(ready.group(1)));
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

  /** Waits until stdout contains {@code text}. */
  void awaitOut(String text) {
    Eventually.isFine(() -> readOut().contains(text) ? null : "no \"" + text + "\": " + readOut());
  }

  String readErr() {
    return read(err);
  }

  String readOut() {
    return read(out);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError("cannot read " + file, e);
    }
  }

  @Override
  public void close() throws Exception {
    if (process.isAlive()) {
      process.destroy();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
    Files.deleteIfExists(out);
    Files.deleteIfExists(err);
  }
}
