package httpd.docs;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An example as its reader tries it: one terminal after the other, in a copy of the repository that
 * has the program and the examples.
 *
 * <p>A terminal that serves, or that a later block continues, is left running; every other has to
 * come to its end.
 */
final class Example implements AutoCloseable {

  private static final List<String> LINKED = List.of("httpd", "target/httpd.jar", "target/lib");

  /** As on a terminal: no meter, and the head is shown once it is there. Not so in a pipe. */
  private static final String CURL =
      """
      curl() {
        if [ -p /dev/stdout ]; then
          command curl "$@"
        else
          stdbuf -oL curl --no-progress-meter "$@"
        fi
      }
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path root;
  private final List<Transcript> transcripts;
  private final List<Terminal> terminals = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();
  private final Ports ports;

  /** The example {@code name}, in a copy of the repository {@code from} in the empty {@code to}. */
  Example(Path from, Path to, String name) throws IOException {
    root = to;
    copy(from.resolve("examples"), to.resolve("examples"));
    Files.createDirectory(to.resolve("target"));
    for (var linked : LINKED) {
      Files.createSymbolicLink(to.resolve(linked), from.resolve(linked).toAbsolutePath());
    }
    var folder = to.resolve("examples").resolve(name);
    ports = new Ports(folder);
    transcripts = Transcript.of(folder.resolve("README.md"));
  }

  /** Types what the page says, and compares what is shown. */
  void play() throws IOException {
    assertTrue(!transcripts.isEmpty(), "the page has no block marked console");
    for (int i = 0; i < transcripts.size(); i++) {
      var transcript = transcripts.get(i);
      if (transcript.isContinuation()) {
        goOn(terminals.size() - 2, transcript.text());
      } else {
        boolean goesOn = i + 2 < transcripts.size() && transcripts.get(i + 2).isContinuation();
        type(transcript, goesOn);
      }
    }
    for (int i = 0; i < terminals.size(); i++) {
      assertEquals(expected.get(i), seen(terminals.get(i)), "in the end");
    }
  }

  @Override
  public void close() throws IOException {
    assertAll(terminals.stream().map(terminal -> terminal::close));
    for (var linked : LINKED) {
      Files.delete(root.resolve(linked));
    }
  }

  private void type(Transcript transcript, boolean goesOn) throws IOException {
    var serves = Transcript.port(transcript.text());
    var terminal = new Terminal(root, environment(), script(transcript, serves));
    terminals.add(terminal);
    expected.add("");
    if (serves.isPresent()) {
      ports.got(serves.get(), awaitPort(terminal));
    }
    goOn(terminals.size() - 1, transcript.text());
    if (serves.isEmpty() && !goesOn) {
      Eventually.isFine(PATIENCE, () -> terminal.isOver() ? null : "running:\n" + terminal.shown());
    }
  }

  /** Waits until a terminal has shown this as well. */
  private void goOn(int at, String more) {
    var terminal = terminals.get(at);
    var all = expected.get(at) + Transcript.timeless(more);
    expected.set(at, all);
    Eventually.isFine(
        PATIENCE,
        () -> {
          boolean over = terminal.isOver();
          var seen = seen(terminal);
          boolean mayCome = !over && all.startsWith(seen) && !all.equals(seen);
          return mayCome ? "only this was shown:\n" + seen : null;
        });
    assertEquals(all, seen(terminal));
  }

  private String awaitPort(Terminal terminal) {
    Eventually.isFine(
        PATIENCE,
        () ->
            terminal.isOver() || Transcript.port(terminal.shown()).isPresent()
                ? null
                : "not listening:\n" + terminal.shown());
    return Transcript.port(terminal.shown())
        .orElseThrow(() -> new AssertionError("it has ended:\n" + terminal.shown()));
  }

  private String seen(Terminal terminal) {
    return Transcript.timeless(ports.toPrinted(terminal.shown()));
  }

  /** The commands, with the ports as they are; each is shown as printed before it runs. */
  private String script(Transcript transcript, Optional<String> serves) throws IOException {
    var printed = transcript.commands();
    var real =
        serves.isPresent()
            ? ports.free(printed, serves.get())
            : printed.stream().map(ports::toGot).toList();
    var script = new StringBuilder(CURL);
    for (int i = 0; i < printed.size(); i++) {
      var shown = ("$ " + printed.get(i)).replace("'", "'\\''");
      script
          .append("printf '%s\\n' '")
          .append(shown)
          .append("'\n")
          .append(real.get(i))
          .append('\n');
    }
    return script.toString();
  }

  /** The JDK of the test, and the program as it speaks to a person. */
  private static Map<String, String> environment() {
    var jdk = System.getProperty("java.home");
    return Map.of(
        "PATH",
        Path.of(jdk, "bin") + File.pathSeparator + System.getenv("PATH"),
        "HTTPD_JAVA_HOME",
        jdk,
        "HTTPD_JAVA_OPTIONS",
        "-Dhttpd.tty=true");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
