package httpd.logs;

import httpd.HttpException;
import httpd.Request;
import httpd.live.merged.MergedEvents;
import httpd.topic.TopicPattern;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The files that a client asks for with {@code file=}.
 *
 * @param names each once, in the order of the request
 * @param patterns match files that are there, and those that come later
 */
record FileSelection(List<String> names, List<TopicPattern> patterns) {

  private static final int LONGEST = 1024;

  /**
   * Reads the query; empty values, as a form sends them, do not count.
   *
   * @throws HttpException 400 if a value cannot be a name, or there are too many
   */
  static FileSelection of(Request request) {
    var names = new ArrayList<String>();
    var patterns = new ArrayList<TopicPattern>();
    for (var text : new LinkedHashSet<>(request.query().all("file"))) {
      if (text.length() > LONGEST) {
        throw new HttpException(400, "file= is longer than " + LONGEST + " characters");
      }
      if (TopicPattern.isOne(text)) {
        patterns.add(pattern(text));
      } else if (!text.isEmpty()) {
        names.add(text);
      }
    }
    if (names.size() + patterns.size() > MergedEvents.MOST) {
      throw tooMany(names.size() + patterns.size());
    }
    return new FileSelection(List.copyOf(names), List.copyOf(patterns));
  }

  private static TopicPattern pattern(String text) {
    var pattern = new TopicPattern(text);
    if (pattern.wildcards() > TopicPattern.MOST_WILDCARDS) {
      throw new HttpException(
          400, "file=" + text + ": at most " + TopicPattern.MOST_WILDCARDS + " wildcards");
    }
    return pattern;
  }

  static HttpException tooMany(int count) {
    return new HttpException(
        400,
        "%s files match, and one stream has at most %s: name fewer, as by ?file=app*.log"
            .formatted(count, MergedEvents.MOST));
  }

  boolean isEmpty() {
    return names.isEmpty() && patterns.isEmpty();
  }

  boolean isOne() {
    return names.size() == 1 && patterns.isEmpty();
  }

  /** Whether a wildcard matches a name. */
  boolean has(String name) {
    return patterns.stream().anyMatch(pattern -> pattern.takes(name));
  }

  /** Whether a file was rotated away from a log, and the client does not ask for it by its name. */
  boolean isPart(String name, String log) {
    return !names.contains(name) && LogListing.logOf(name, log::equals) != null;
  }
}
