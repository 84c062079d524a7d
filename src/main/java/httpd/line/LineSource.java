package httpd.line;

import org.jspecify.annotations.Nullable;

/**
 * Lines that are not all available yet.
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
   * <p>Lines come in order, and those that are available come before {@link Poll.End} and {@link
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
   * Releases what the lines come from: the thread, the process, the file, the connection. Any
   * thread may call it, any number of times. It never waits: what takes time to end does so on its
   * own. Lines that were not polled yet are dropped.
   */
  @Override
  void close();

  // What follows a source may be able to do. A source that wraps another extends ForwardingSource.

  /**
   * Returns whether the source itself gives something after each silence, so that the server adds
   * no heartbeat.
   */
  default boolean hasHeartbeat() {
    return false;
  }

  /**
   * Returns the object by which the server tells whether two responses were made of the same lines,
   * since lines can be sent once. A source that only changes the lines of another one returns the
   * origin of that one.
   */
  default Object origin() {
    return this;
  }

  /**
   * Returns the position of the line polled last, or where the source begins if none was: a client
   * that leaves can go on from there later. Opaque: letters, digits and {@code -}, at most 64 of
   * them. Null if the source keeps no positions. To be called by the owner, on the thread that
   * polls.
   */
  default @Nullable String position() {
    return null;
  }

  /**
   * Goes on at the oldest line that is kept, after a {@link FellBehindException}, if the source can
   * leave lines out for an owner that fell behind; polling gives lines again. To be called by the
   * owner, on the thread that polls; never waits.
   *
   * @return how many lines were left out; 0 if the source has not fallen behind, or cannot go on
   */
  default long skip() {
    return 0;
  }

  /**
   * Returns for how many nanoseconds from now the lines may be read, as by a client whose right to
   * them ends; {@link Long#MAX_VALUE} for no end. The server ends the response then.
   */
  default long remainingNanos() {
    return Long.MAX_VALUE;
  }

  /**
   * Returns how many lines before the one polled last gave way to newer ones before they were
   * polled, in a source that keeps no more than the newest of a kind; otherwise 0.
   */
  default long replaced() {
    return 0;
  }

  /**
   * Returns what there is to see of it now, for a person who looks for what goes on. To be called
   * by the owner, on the thread that polls; never waits.
   */
  default Insight insight() {
    return Insight.NONE;
  }

  /**
   * Returns the type of the event that the line polled last is, as {@code stderr}; null for one
   * without a type. To be called by the owner, on the thread that polls.
   */
  default @Nullable String eventType() {
    return null;
  }

  /**
   * Returns the status with which the command that gave the lines has exited, once the source has
   * ended or failed; negative if there is none. To be called by the owner, on the thread that
   * polls.
   */
  default int exitStatus() {
    return -1;
  }

  // What a source can do that gives the same lines as others do. One that changes the lines of
  // another has to say so itself.

  /**
   * Returns what the source gives from here on, if others may give it too: sources that answer with
   * equal objects and stand at the same place give the same lines. Null if it shares nothing now:
   * it has a line of its own to give first, or so few readers that a lead is not worth while. To be
   * called by the owner, after {@link Poll.Pending}.
   */
  default @Nullable Object shared() {
    return null;
  }

  /** Makes a reader of what is {@link #shared}, where this source stands. */
  default LeadSource lead() {
    throw new UnsupportedOperationException(this + " shares nothing");
  }

  /**
   * Follows a lead that stands where this source does, and no longer waits for lines itself. The
   * wake-up of the last poll is still run by a close, and when the source has a line of its own. To
   * be called by the owner, after {@link Poll.Pending}, if something is {@link #shared}.
   *
   * @return false if it stands elsewhere: then nothing has changed
   */
  default boolean follow(Lead lead) {
    return false;
  }

  /**
   * Follows no longer: the next poll gives what comes after a place of the lead. The wake-up of the
   * last poll does not count any more. To be called by the owner.
   */
  default void goOnAt(Lead lead, Object place) {}
}
