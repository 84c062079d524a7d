package httpd.matrix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was measured and seen in one cell of the matrix. Times are in milliseconds, and each is the
 * median of those of all rounds.
 */
final class MatrixRow {

  static final String TITLE =
      "%-7s %-9s %-8s %6s %6s %6s %6s  %s"
          .formatted("over", "coding", "source", "head", "p50", "p99", "left", "seen as a cut by");

  final MatrixTransport transport;
  final MatrixCoding coding;
  final MatrixSource source;
  private final List<Double> heads = new ArrayList<>();
  private final List<Double> middles = new ArrayList<>();
  private final List<Double> slowest = new ArrayList<>();
  private final List<Double> releases = new ArrayList<>();
  private Map<String, String> ends = Map.of();

  MatrixRow(MatrixTransport transport, MatrixCoding coding, MatrixSource source) {
    this.transport = transport;
    this.coding = coding;
    this.source = source;
  }

  /** Whether this is the cell of the same source over plain HTTP/1.1, without a coding. */
  boolean isPlainOf(MatrixRow other) {
    return transport == MatrixTransport.H1
        && coding == MatrixCoding.IDENTITY
        && source.name().equals(other.source.name());
  }

  static double millis(long nanos) {
    return nanos / 1e6;
  }

  /** From the request to the head of the response. */
  void addHead(double millis) {
    heads.add(millis);
  }

  /** The times of all lines of one round. */
  void addLines(double[] millis) {
    var sorted = millis.clone();
    Arrays.sort(sorted);
    middles.add(sorted[sorted.length / 2]);
    slowest.add(sorted[Math.min(sorted.length - 1, (int) (0.99 * sorted.length))]);
  }

  /** From when the client leaves until nothing is held for it. */
  void addRelease(double millis) {
    releases.add(millis);
  }

  double head() {
    return median(heads);
  }

  /** The 99th percentile of the times of lines. */
  double slowLine() {
    return median(slowest);
  }

  double release() {
    return median(releases);
  }

  /** Zero while there is none, so that a row can be printed after a failure. */
  private static double median(List<Double> times) {
    return times.isEmpty() ? 0 : times.stream().sorted().toList().get((times.size() - 1) / 2);
  }

  /** How each client saw that the source broke off. */
  void ends(Map<String, String> seen) {
    ends = seen;
  }

  Map<String, String> ends() {
    return ends;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-7s %-9s %-8s %6.1f %6.2f %6.2f %6.1f  %s",
        transport,
        coding,
        source.name(),
        head(),
        median(middles),
        slowLine(),
        release(),
        ends.entrySet().stream()
            .map(client -> client.getKey() + " " + client.getValue())
            .collect(Collectors.joining(", ")));
  }
}
