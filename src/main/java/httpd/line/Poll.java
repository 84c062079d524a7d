package httpd.line;

/**
 * The answer of a {@link LineSource}: a line, not yet, or no more.
 *
 * <p>"No more" has two kinds that must never be confused: after {@link End} nothing is missing,
 * after {@link Failed} something is.
 */
public sealed interface Poll permits Line, Poll.Pending, Poll.End, Poll.Failed {

  /** The one {@link Pending}. */
  Pending PENDING = new Pending();

  /** The one {@link End}. */
  End END = new End();

  /** Nothing yet: the wake-up of this poll will run once. */
  record Pending() implements Poll {}

  /** No more lines, and none is missing. Final. */
  record End() implements Poll {}

  /**
   * No more lines, and something is missing. Final.
   *
   * @param cause what went wrong
   */
  record Failed(Throwable cause) implements Poll {}
}
