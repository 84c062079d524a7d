package httpd.docs;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A page as its reader tries it: one terminal after the other, at the top of the repository.
 *
 * <p>A terminal that serves, whose output is endless, or that a later block continues, is left
 * running; every other terminal must come to its end.
 */
final class PlayedPage implements AutoCloseable {

  private final Checkout checkout;
  private final List<Transcript> transcripts;
  private final List<Window> windows = new ArrayList<>();
  private final Ports ports;

  /** A terminal and the text that it should have shown by now; an endless one may show more. */
  private static final class Window {

    final Terminal terminal;
    final boolean endless;
    String expected = "";

    Window(Terminal terminal, boolean endless) {
      this.terminal = terminal;
      this.endless = endless;
    }
  }

  /** A page in the copy, beside the Java files that its commands run. */
  PlayedPage(Checkout checkout, Path page) throws IOException {
    this.checkout = checkout;
    ports = new Ports(page.resolveSibling("."));
    transcripts = Transcript.of(page);
  }

  /** Types the commands of the page and compares what the terminals show. */
  void play() throws IOException {
    assertTrue(!transcripts.isEmpty(), "the page has no block marked console");
    for (int i = 0; i < transcripts.size(); i++) {
      var transcript = transcripts.get(i);
      if (transcript.isContinuation()) {
        await(windows.get(windows.size() - 2), transcript.text());
      } else {
        boolean goesOn = i + 2 < transcripts.size() && transcripts.get(i + 2).isContinuation();
        type(transcript, goesOn);
      }
    }
    for (var window : windows) {
      assertEquals(window.expected, seen(window), "in the end");
    }
  }

  @Override
  public void close() {
    assertAll(windows.stream().map(window -> window.terminal::close));
  }

  private void type(Transcript transcript, boolean goesOn) throws IOException {
    var serves = Transcript.port(transcript.text());
    var terminal = checkout.type(script(transcript, serves));
    var window = new Window(terminal, transcript.isEndless());
    windows.add(window);
    if (serves.isPresent()) {
      ports.got(serves.get(), terminal.awaitPort());
    }
    await(window, transcript.text());
    if (serves.isEmpty() && !window.endless && !goesOn) {
      Eventually.isFine(
          Terminal.PATIENCE, () -> terminal.isOver() ? null : "running:\n" + terminal.shown());
    }
  }

  /** Waits until a terminal has shown this text too. */
  private void await(Window window, String more) {
    window.expected += Transcript.timeless(more);
    Eventually.isFine(
        Terminal.PATIENCE,
        () -> {
          boolean over = window.terminal.isOver();
          var seen = seen(window);
          boolean wrong = seen.endsWith("\n") && !window.expected.startsWith(seen);
          boolean done = over || wrong || window.expected.equals(seen);
          return done ? null : "only this was shown:\n" + seen;
        });
    assertEquals(window.expected, seen(window));
  }

  private String seen(Window window) {
    var seen = Transcript.timeless(ports.toPrinted(window.terminal.shown()));
    return window.endless && seen.startsWith(window.expected) ? window.expected : seen;
  }

  /** The commands with the real ports; each is shown as printed before it runs. */
  private String script(Transcript transcript, Optional<String> serves) throws IOException {
    var printed = transcript.commands();
    var real =
        serves.isPresent()
            ? ports.free(printed, serves.get())
            : printed.stream().map(ports::toGot).toList();
    var script = new StringBuilder();
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
}
