package httpd.metrics;

/** A histogram of times, in buckets that are the same for all. Of one thread. */
final class Durations {

  /** The upper ends of the buckets in seconds, as the format has them. */
  static final String[] SECONDS = {
    "0.0001", "0.00025", "0.0005", "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1",
    "0.25", "0.5", "1.0", "2.5", "5.0", "10.0"
  };

  private static final long[] NANOS = nanos();

  private final long[] counts = new long[NANOS.length + 1];
  private long sum;

  private static long[] nanos() {
    var ends = new long[SECONDS.length];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = Math.round(Double.parseDouble(SECONDS[i]) * 1e9);
    }
    return ends;
  }

  void record(long nanos, int times) {
    int bucket = 0;
    while (bucket < NANOS.length && nanos > NANOS[bucket]) {
      bucket++;
    }
    counts[bucket] += times;
    sum += nanos * times;
  }

  void add(Durations other) {
    Sums.add(counts, other.counts);
    sum += other.sum;
  }

  /** Returns how many there were that took at most the time of this bucket; the last has all. */
  long upTo(int bucket) {
    long all = 0;
    for (int i = 0; i <= bucket; i++) {
      all += counts[i];
    }
    return all;
  }

  long count() {
    return upTo(NANOS.length);
  }

  double sumSeconds() {
    return sum / 1e9;
  }
}
