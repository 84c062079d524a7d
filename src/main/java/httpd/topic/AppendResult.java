package httpd.topic;

/** What became of an {@link Append}. Only after {@link Appended} the log has its records. */
public sealed interface AppendResult {

  /**
   * The records are in the log, as safe as the engine promises.
   *
   * @param position after the last record
   */
  record Appended(String position) implements AppendResult {}

  /**
   * The log has had this append of this producer.
   *
   * @param position the end of the log
   * @param highest the number of the last append of that producer in this epoch
   * @param closed whether the log is closed
   */
  record Duplicate(String position, long highest, boolean closed) implements AppendResult {}

  /**
   * The log is closed, and not by this very append.
   *
   * @param position the end of the log
   */
  record Closed(String position) implements AppendResult {}

  /**
   * The producer has a later epoch.
   *
   * @param epoch the current one
   */
  record StaleEpoch(long epoch) implements AppendResult {}

  /** A new epoch begins with another number than 0. */
  record WrongFirstNumber() implements AppendResult {}

  /**
   * Appends of this producer are missing before this one.
   *
   * @param expected the number of the next one
   */
  record Gap(long expected) implements AppendResult {}

  /**
   * The sequence is not greater than that of an earlier append.
   *
   * @param last the greatest so far
   */
  record OutOfSequence(String last) implements AppendResult {}

  /**
   * The log has an event with this id.
   *
   * @param id of its own
   */
  record IdTaken(String id) implements AppendResult {}
}
