package httpd.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What one terminal shows, as a page prints it: lines that begin with {@code $} are commands, the
 * others their output. A block without a command continues the terminal before the last one. A last
 * line of three dots means that more output like this follows until the command is interrupted.
 *
 * @param text complete lines, without the dots
 */
record Transcript(String text, boolean isEndless) {

  private static final String PROMPT = "$ ";
  private static final String DOTS = "...\n";
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\n(.*?)^```$");
  private static final Pattern READY = Pattern.compile("listening on https?://127.0.0.1:(\\d+)/\n");

  /** The blocks of a page that are marked {@code console}, in order. */
  static List<Transcript> of(Path page) throws IOException {
    return BLOCK
        .matcher(Files.readString(page))
        .results()
        .map(block -> of(block.group(1)))
        .toList();
  }

  private static Transcript of(String block) {
    return block.endsWith(DOTS)
        ? new Transcript(block.substring(0, block.length() - DOTS.length()), true)
        : new Transcript(block, false);
  }

  /** The port of the server that announces itself in this text. */
  static Optional<String> port(String text) {
    return READY.matcher(text).results().map(ready -> ready.group(1)).findFirst();
  }

  /** A text without anything that changes from run to run. */
  static String timeless(String text) {
    return text.replace("\r", "")
        .replaceAll("(?m)^:\n\n", "") // A heartbeat.
        .replaceAll("\\b(?:[0-9A-F]{2}:){31}[0-9A-F]{2}\\b", "a fingerprint")
        .replaceAll("(?m)^(date|id|Httpd-Position): .*", "$1: *")
        .replaceAll("run=[0-9a-z]{25}", "run=*")
        .replaceAll("(?m)^[0-9a-z]{1,13}-\\d+$", "an id")
        .replaceAll("\\b\\d{4}-\\d\\d-\\d\\d(?=\\b|T)", "yyyy-mm-dd")
        .replaceAll("\\d\\d:\\d\\d:\\d\\d", "hh:mm:ss");
  }

  List<String> commands() {
    return text.lines()
        .filter(line -> line.startsWith(PROMPT))
        .map(line -> line.substring(PROMPT.length()))
        .toList();
  }

  boolean isContinuation() {
    return commands().isEmpty();
  }
}
