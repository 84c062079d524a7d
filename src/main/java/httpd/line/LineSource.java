package httpd.line;

/**
 * Lines that are not all here yet.
 *
 * <p>A source has one owner. The owner polls, from one thread at a time; {@link #close} may come
 * from any thread. A source does no work and opens nothing before its first poll.
 *
 * <p>{@code LineSourceContract} in the tests is this page as code; every source passes it.
 */
public interface LineSource extends AutoCloseable {

  /**
   * Asks for the next line. Answers at once, never waits.
   *
   * <p>Lines come in order, and those that are already here come before {@link Poll.End} and {@link
   * Poll.Failed}. These two are final: polling again answers the same. After {@link #close} the
   * answer is {@link Poll.Failed} with a {@link SourceClosedException}, unless the source had ended
   * or failed before.
   *
   * @param wake kept only if the answer is {@link Poll.Pending}; then it runs exactly once, on any
   *     thread, when polling again may answer something else, also after {@link #close}. A wake-up
   *     is never used twice: the next poll brings a fresh one. It must be short and must not throw.
   */
  Poll poll(Runnable wake);

  /**
   * Gives back everything behind the lines: the thread, the process, the file, the connection. Any
   * thread may call it, any number of times; it never waits, so what takes time to end does so on
   * its own. Lines that were not polled yet are dropped.
   */
  @Override
  void close();

  /**
   * Whether the source itself says something after each silence, so that no heartbeat is to be
   * added to it. A source that wraps another answers what that answers.
   */
  default boolean hasHeartbeat() {
    return false;
  }

  /**
   * The object by which the server tells whether two responses were made of the same lines, since
   * lines can be sent once. A source that only changes the lines of another one gives the origin of
   * that one.
   */
  default Object origin() {
    return this;
  }
}
