package httpd.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.topic.Append.Producer;
import httpd.topic.AppendResult.Closed;
import httpd.topic.AppendResult.Duplicate;
import httpd.topic.AppendResult.Gap;
import httpd.topic.AppendResult.OutOfSequence;
import httpd.topic.AppendResult.StaleEpoch;
import httpd.topic.AppendResult.WrongFirstNumber;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a log remembers of those who write it: the last append of each producer, the greatest
 * sequence, and whether it is closed, and by whom. Guarded by the lock of the log.
 */
public final class WriterState {

  /** How many producers are remembered; the one that was silent longest is forgotten. */
  public static final int MOST_PRODUCERS = 10_000;

  private final Map<String, Producer> producers = new LinkedHashMap<>();
  private @Nullable String sequence;
  private @Nullable Producer closer;
  private boolean closed;

  /**
   * Returns why an append is refused, or null if it may be applied.
   *
   * @param end the end of the log
   */
  public @Nullable AppendResult refusal(Append append, String end) {
    var producer = append.producer();
    if (closed) {
      return producer != null && producer.equals(closer)
          ? new Duplicate(end, producer.number(), true)
          : new Closed(end);
    }
    var refusal = producer == null ? null : refusal(producer, end);
    return refusal == null ? outOfSequence(append.sequence()) : refusal;
  }

  private @Nullable AppendResult refusal(Producer next, String end) {
    var last = producers.get(next.id());
    if (last == null || next.epoch() > last.epoch()) {
      if (next.number() == 0) {
        return null;
      }
      return last == null ? new Gap(0) : new WrongFirstNumber();
    }
    if (next.epoch() < last.epoch()) {
      return new StaleEpoch(last.epoch());
    }
    if (next.number() <= last.number()) {
      return new Duplicate(end, last.number(), false);
    }
    return next.number() == last.number() + 1 ? null : new Gap(last.number() + 1);
  }

  private @Nullable AppendResult outOfSequence(@Nullable String next) {
    var last = sequence;
    return next == null || last == null || isGreater(next, last) ? null : new OutOfSequence(last);
  }

  private static boolean isGreater(String next, String last) {
    return Arrays.compareUnsigned(next.getBytes(UTF_8), last.getBytes(UTF_8)) > 0;
  }

  /** Remembers an append, of this log now or of an earlier run. */
  public void apply(Append append) {
    var producer = append.producer();
    if (producer != null) {
      producers.remove(producer.id()); // To the end: the first one was silent longest.
      producers.put(producer.id(), producer);
      forgetTooMany();
    }
    sequence = append.sequence() == null ? sequence : append.sequence();
    if (append.closes()) {
      closed = true;
      closer = producer;
    }
  }

  private void forgetTooMany() {
    if (producers.size() > MOST_PRODUCERS) {
      producers.remove(producers.keySet().iterator().next());
    }
  }

  /** Returns how many producers are remembered. */
  int producers() {
    return producers.size();
  }

  public boolean isClosed() {
    return closed;
  }

  /** Returns appends without records that make a new state equal to this one. */
  public Collection<Append> snapshot() {
    var appends =
        new ArrayList<Append>(
            producers.values().stream()
                .map(producer -> new Append(List.of(), producer, null, null, false))
                .toList());
    if (sequence != null || closed) {
      appends.add(new Append(List.of(), closer, sequence, null, closed));
    }
    return appends;
  }
}
