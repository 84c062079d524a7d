package httpd.cli;

import httpd.cli.option.OptionParser;
import httpd.cli.option.Options;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Converts the text of {@code --help} to the language of {@code man}(7): a heading becomes a
 * section, an option a tagged paragraph, and other text keeps its layout.
 */
final class ManPage {

  /** An option with its argument, and after two blanks the beginning of its description. */
  private static final Pattern OPTION = Pattern.compile(" +(--?[A-Za-z].*?)(?:  +(.*))?");

  private static final Pattern HEADING = Pattern.compile("[A-Z].*:");

  private final StringBuilder roff = new StringBuilder();
  private boolean headed;

  private ManPage() {}

  static String of(String help) {
    var page = new ManPage();
    page.roff.append(".TH HTTPD 1\n");
    page.section("Name", "httpd \\- serves lines over HTTP, each as it happens");
    var paragraphs = List.of(help.strip().split("\n\n"));
    page.synopsis(paragraphs.getFirst());
    page.section("Description", null);
    paragraphs.stream().skip(1).forEach(page::paragraph);
    page.environment();
    return page.roff.toString();
  }

  private void synopsis(String usage) {
    section("Synopsis", null);
    asItIs(usage.lines().map(line -> line.replaceFirst("^Usage:", "      ").strip()));
  }

  private void paragraph(String text) {
    var lines = text.lines().toList();
    var first = lines.getFirst();
    if (lines.size() > 1 && HEADING.matcher(first).matches()) {
      section(title(first.substring(0, first.length() - 1)), null);
      headed = true;
      var rest = lines.subList(1, lines.size());
      if (rest.stream().anyMatch(line -> OPTION.matcher(line).matches())) {
        options(rest);
      } else {
        asItIs(rest.stream());
      }
    } else {
      if (headed) {
        section("Notes", null);
      }
      line(lines.getFirst());
      for (var next : lines.subList(1, lines.size())) {
        roff.append(".br\n");
        line(next);
      }
    }
  }

  private static String title(String heading) {
    return switch (heading) {
      case "Try" -> "Examples";
      case "WHAT is one of" -> "What";
      default -> heading;
    };
  }

  private void options(List<String> lines) {
    for (var text : lines) {
      var option = OPTION.matcher(text);
      if (option.matches()) {
        roff.append(".TP\n.B ").append(escaped(option.group(1))).append('\n');
        line(option.group(2) == null ? "" : option.group(2));
      } else {
        line(text.strip());
      }
    }
  }

  private void environment() {
    section("Environment", null);
    for (var option : OptionParser.settable(Options.commandLine().getCommandSpec())) {
      roff.append(".TP\n.B ").append(OptionParser.variable(option)).append('\n');
      line("The value of " + option.longestName() + " if it is not given.");
    }
    for (var other :
        List.of(
            "HTTPD_JAVA_HOME  The directory of the JDK to run with.",
            "HTTPD_JAVA_OPTIONS  More options for the JVM, split at blanks.",
            "HTTPD_AOT  auto, use, off or train: whether to use AOT caches, which shorten the"
                + " start, and whether to make them.",
            "NO_COLOR, FORCE_COLOR, TERM=dumb  What --color auto goes by, before the terminal.")) {
      var parts = other.split("  ", 2);
      roff.append(".TP\n.B ").append(escaped(parts[0])).append('\n');
      line(parts[1]);
    }
  }

  private void section(String title, @Nullable String text) {
    roff.append(".SH ").append(escaped(title.toUpperCase(Locale.ROOT))).append('\n');
    if (text != null) {
      roff.append(text).append('\n');
    }
  }

  private void asItIs(Stream<String> lines) {
    roff.append(".nf\n");
    lines.forEach(this::line);
    roff.append(".fi\n");
  }

  private void line(String text) {
    if (!text.isEmpty()) {
      roff.append(escaped(text)).append('\n');
    }
  }

  /** Backslashes and hyphens mean themselves; a full stop or quote at the start is no request. */
  private static String escaped(String text) {
    var escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq");
    return escaped.startsWith(".") ? "\\&" + escaped : escaped;
  }
}
