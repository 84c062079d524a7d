package httpd.line;

/** What a {@link LineSplitter} does with a line that is longer than its limit. */
public enum LongLines {
  /** It fails with a {@link LineTooLongException}, and can split nothing more. */
  REFUSE,
  /**
   * It gives the line in pieces: all but the last have no ending, the last has that of the line.
   * Put together they are the bytes of the line, so that who passes bytes on loses none. {@link
   * WholeLines} puts pieces together for who needs lines.
   */
  PIECES,
  /**
   * It gives nothing of the line, goes on after it, and tells how many it has left out: for who
   * keeps whole lines and has no use for pieces.
   */
  LEAVE_OUT
}
