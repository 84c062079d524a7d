package httpd.line.split;

/** What a {@link LineSplitter} does with a line that is longer than its limit. */
public enum LongLines {
  /**
   * It gives the line in pieces: all but the last have no ending, the last has that of the line.
   * Joined they are the bytes of the line, so that a reader that passes bytes on loses none. {@link
   * WholeLines} joins pieces for readers that need whole lines.
   */
  PIECES,
  /** The same for a reader that never needs whole lines, so that the limit is only its memory. */
  UNCOUNTED_PIECES,
  /**
   * It gives nothing of the line, goes on after it, and counts how many it has left out: for a
   * reader that stores whole lines and cannot use pieces.
   */
  LEAVE_OUT
}
