package httpd.topic;

import httpd.line.Line;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is added to a {@link Log} as one: all of its records, or none.
 *
 * @param records the content of each is kept, its ending is not; copied
 * @param producer who sends it and for which time, so that a repetition is recognized; null if the
 *     producer does not number its appends
 * @param sequence is greater, byte by byte in UTF-8, than that of the append before; null for no
 *     such condition
 * @param id the id that its one record, an event, has of its own; refused if the log has it already
 * @param closes whether nothing may be appended after it
 */
public record Append(
    List<Line> records,
    @Nullable Producer producer,
    @Nullable String sequence,
    @Nullable String id,
    boolean closes) {

  /**
   * The place of an append among those of one producer.
   *
   * @param id names the producer
   * @param epoch 0 or more; a later one excludes all earlier ones
   * @param number counts the appends of an epoch, from 0
   */
  public record Producer(String id, long epoch, long number) {}

  /** Copies the list. */
  public Append {
    records = List.copyOf(records);
  }

  /** An append without a condition. */
  public static Append of(Line record) {
    return new Append(List.of(record), null, null, null, false);
  }

  /** An append of several records without a condition. */
  public static Append of(List<Line> records) {
    return new Append(records, null, null, null, false);
  }

  /** An append without records that closes the log. */
  public static Append closing() {
    return new Append(List.of(), null, null, null, true);
  }

  /** The same for an event with an id of its own. */
  public Append withId(@Nullable String id) {
    return new Append(records, producer, sequence, id, closes);
  }
}
