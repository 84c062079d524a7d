package httpd.script;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A library in a repository of Maven: {@code GROUP:ARTIFACT:VERSION[:CLASSIFIER]}.
 *
 * @param classifier null for the main jar
 */
record Coordinates(String group, String artifact, String version, @Nullable String classifier) {

  /** All that is valid in these parts, and means nothing to a shell or in XML. */
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_.-]++");

  private static final Pattern COLON = Pattern.compile(":");

  /** Reads coordinates; empty if they are not complete, or not plain. */
  static Optional<Coordinates> read(String text) {
    var parts = COLON.split(text, -1);
    if (parts.length < 3 || parts.length > 4) {
      return Optional.empty();
    }
    for (var part : parts) {
      if (!PART.matcher(part).matches() || part.startsWith("-")) {
        return Optional.empty();
      }
    }
    var classifier = parts.length == 4 ? parts[3] : null;
    return Optional.of(new Coordinates(parts[0], parts[1], parts[2], classifier));
  }

  /** Whether they mean the same files for ever, so that the answer can be kept. */
  boolean isFixed() {
    return !version.endsWith("-SNAPSHOT")
        && !version.equals("LATEST")
        && !version.equals("RELEASE")
        && !version.startsWith("latest.");
  }

  String ofCoursier() {
    var main = group + ":" + artifact + ":" + version;
    return classifier == null ? main : main + ",classifier=" + classifier;
  }

  String ofMaven() {
    return "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>%s</dependency>"
        .formatted(
            group,
            artifact,
            version,
            classifier == null ? "" : "<classifier>" + classifier + "</classifier>");
  }

  @Override
  public String toString() {
    var main = group + ":" + artifact + ":" + version;
    return classifier == null ? main : main + ":" + classifier;
  }
}
