package httpd.topic;

import httpd.line.Line;
import java.util.ArrayList;
import java.util.List;

/**
 * The first lines of a run, such as the headings of a table, for readers that join later.
 *
 * <pre>
 *   GROWING: lines are added ── as many as wanted, or too many bytes ──► COMPLETE
 * </pre>
 *
 * <p>One thread adds, before a ring has the line; any thread reads.
 */
final class HeadLines {

  /** Headings are short: what is longer ends with the last line that fits. */
  static final int MOST_BYTES = 64 * 1024;

  private final int wanted;

  // Guarded by this.
  private final List<Line> pieces = new ArrayList<>();

  /** How many of the pieces are whole lines. */
  private int complete;

  private int lines;
  private int bytes;

  /** Keeps that many lines. */
  HeadLines(int wanted) {
    this.wanted = wanted;
  }

  /** Takes the next piece of the run, unless the head is complete. */
  synchronized void add(Line piece) {
    bytes = lines < wanted ? bytes + piece.length() : bytes;
    if (lines >= wanted || bytes > MOST_BYTES) {
      return;
    }
    pieces.add(piece);
    if (piece.ending() != Line.Ending.NONE) {
      lines++;
      complete = pieces.size();
    }
  }

  /** The whole lines of it that are among the first pieces of the run. */
  synchronized List<Line> before(long number) {
    return List.copyOf(pieces.subList(0, (int) Math.min(complete, number)));
  }
}
