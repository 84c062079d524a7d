package httpd.script;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The libraries that a source names in comments, as jbang reads them: {@code //DEPS
 * GROUP:ARTIFACT:VERSION ...} at the beginning of lines, several on a line or on several lines.
 */
final class DependencyLines {

  private static final String DEPS = "//DEPS";
  private static final String REPOS = "//REPOS";

  /** A word of such a line; commas and semicolons separate too. */
  private static final Pattern WORD = Pattern.compile("[^ \t,;]++");

  private static final Pattern LINE_END = Pattern.compile("[\r\n]");

  private final SourceText source;
  private final Set<Coordinates> found = new LinkedHashSet<>();

  private DependencyLines(SourceText source) {
    this.source = source;
  }

  /** Returns all that is named, in order; each once. */
  static List<Coordinates> of(SourceText source) throws HandlerFileException {
    var lines = new DependencyLines(source);
    if (!source.text().contains(DEPS) && !source.text().contains(REPOS)) {
      return List.of();
    }
    int at = 0;
    for (var line : LINE_END.split(source.text(), -1)) {
      lines.read(line, at);
      at += line.length() + 1;
    }
    return new ArrayList<>(lines.found);
  }

  private void read(String line, int at) throws HandlerFileException {
    if (isDirective(line, REPOS)) {
      throw new HandlerFileException(
          source.error(
              at,
              "//REPOS is not supported\nremove the line: the settings of jbang, mvn or cs name the"
                  + " repositories"));
    }
    if (isDirective(line, DEPS)) {
      var words = WORD.matcher(line).region(DEPS.length(), line.length());
      while (words.find() && !words.group().startsWith("//")) {
        add(words.group(), at + words.start());
      }
    }
  }

  private static boolean isDirective(String line, String name) {
    return line.startsWith(name)
        && (line.length() == name.length() || " \t".indexOf(line.charAt(name.length())) >= 0);
  }

  private void add(String word, int at) throws HandlerFileException {
    found.add(
        Coordinates.read(word)
            .orElseThrow(() ->
                new HandlerFileException(
                    source.error(at, "\"" + word + "\" does not name a library" + remedy(word)))));
  }

  private static String remedy(String word) {
    var form = "\nwrite //DEPS GROUP:ARTIFACT:VERSION, as //DEPS org.jsoup:jsoup:1.21.2";
    if (word.contains("${")) {
      return form + "; variables are not replaced";
    }
    if (word.contains("@")) {
      return form + "; @pom and other types are not supported";
    }
    return word.contains("://") ? form + "; for a jar, use --class-path" : form;
  }
}
