package httpd.metrics;

import java.util.Objects;

/** A count for each value of an enum. Of one thread. */
final class Tally<E extends Enum<E>> {

  private final long[] counts;

  Tally(Class<E> values) {
    counts = new long[Objects.requireNonNull(values.getEnumConstants()).length];
  }

  @SuppressWarnings("EnumOrdinal") // A map would box each count.
  void add(E value, long more) {
    counts[value.ordinal()] += more;
  }

  @SuppressWarnings("EnumOrdinal")
  long of(E value) {
    return counts[value.ordinal()];
  }

  void add(Tally<E> other) {
    Sums.add(counts, other.counts);
  }
}
