package httpd.matrix;

import org.jspecify.annotations.Nullable;

/**
 * The times that a cell of the matrix may take, in milliseconds.
 *
 * @param head from a request to the head of its response, while the source is silent
 * @param line how much later than over plain HTTP/1.1 the slowest lines but one in a hundred come
 * @param release from when a client leaves until nothing is held for it
 */
record MatrixBounds(double head, double line, double release) {

  /** What is promised. */
  static final MatrixBounds PROMISED = new MatrixBounds(50, 5, 100);

  /** So much that only something that waits for a timer exceeds it, and no busy machine. */
  static final MatrixBounds ON_A_BUSY_MACHINE = new MatrixBounds(1_000, 1_000, 1_000);

  /** What takes too long; null if nothing does. */
  @Nullable String problem(MatrixRow row, MatrixRow plain) {
    if (row.head() >= head) {
      return "the head comes late";
    }
    if (row.slowLine() >= plain.slowLine() + line) {
      return "lines come late";
    }
    return row.release() >= release ? "the source is released late" : null;
  }
}
