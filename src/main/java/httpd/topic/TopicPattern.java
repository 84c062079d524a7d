package httpd.topic;

import java.util.ArrayList;
import java.util.List;

/**
 * A name, or one with wildcards: {@code *} stands for any characters of one segment, {@code **} for
 * any characters, slashes included. Matching takes time proportional to the name for each wildcard.
 */
public final class TopicPattern {

  /** More would make one look at many topics expensive. */
  public static final int MOST_WILDCARDS = 8;

  /** A wildcard and the characters after it; the first part has no wildcard. */
  private record Part(boolean crosses, String text) {}

  private final String text;
  private final String start;
  private final List<Part> parts = new ArrayList<>();

  /** Reads a text, with wildcards or without. */
  public TopicPattern(String text) {
    this.text = text;
    int at = text.indexOf('*');
    this.start = at < 0 ? text : text.substring(0, at);
    while (at >= 0) {
      boolean crosses = text.startsWith("**", at);
      int begin = at + (crosses ? 2 : 1);
      at = text.indexOf('*', begin);
      parts.add(new Part(crosses, text.substring(begin, at < 0 ? text.length() : at)));
    }
  }

  /** Whether a text has a wildcard. */
  public static boolean isOne(String text) {
    return text.indexOf('*') >= 0;
  }

  public int wildcards() {
    return parts.size();
  }

  /** Whether the whole name matches. */
  public boolean takes(String name) {
    if (!name.startsWith(start)) {
      return false;
    }
    if (parts.isEmpty()) {
      return name.length() == start.length();
    }
    // The places up to which the parts so far can reach.
    var ends = new boolean[name.length() + 1];
    ends[start.length()] = true;
    for (var part : parts) {
      ends = after(part, name, ends);
    }
    return ends[name.length()];
  }

  private static boolean[] after(Part part, String name, boolean[] before) {
    var ends = new boolean[before.length];
    boolean reached = false;
    for (int i = 0; i < before.length; i++) {
      boolean blocked = !part.crosses && i > 0 && name.charAt(i - 1) == '/';
      reached = before[i] || (reached && !blocked);
      if (reached && name.startsWith(part.text, i)) {
        ends[i + part.text.length()] = true;
      }
    }
    return ends;
  }

  @Override
  public String toString() {
    return text;
  }
}
