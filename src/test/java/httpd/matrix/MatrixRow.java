package httpd.matrix;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was measured and seen in one cell of the matrix. Times are in milliseconds. */
final class MatrixRow {

  static final String TITLE =
      "%-7s %-9s %-8s %6s %6s %6s %6s  %s"
          .formatted("over", "coding", "source", "head", "p50", "p99", "left", "seen as a cut by");

  final MatrixTransport transport;
  final MatrixCoding coding;
  final MatrixSource source;
  double head;
  double released;
  private double[] lines = {};
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

  void lines(double[] measured) {
    lines = measured.clone();
    Arrays.sort(lines);
  }

  double quantile(double share) {
    return lines[(int) Math.min(lines.length - 1L, (long) (share * lines.length))];
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
        head,
        quantile(0.5),
        quantile(0.99),
        released,
        ends.entrySet().stream()
            .map(client -> client.getKey() + " " + client.getValue())
            .collect(Collectors.joining(", ")));
  }
}
