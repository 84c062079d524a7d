package httpd.line;

import org.jspecify.annotations.Nullable;

/**
 * What a source tells of itself at one moment, for a person who looks for what goes on.
 *
 * @param behind lines that its topic has and that it has not given yet; -1 if that is unknown
 * @param reader the thread that reads it; null if it has none of its own
 * @param process the number of the process whose output it is; 0 for none
 */
public record Insight(long behind, @Nullable Thread reader, long process) {

  /** Nothing is known. */
  public static final Insight NONE = new Insight(-1, null, 0);

  /** Of a source that is so many lines behind its topic. */
  public static Insight behind(long lines) {
    return new Insight(lines, null, 0);
  }
}
