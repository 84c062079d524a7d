package httpd.metrics;

/** Writes the metrics of one subject. */
@FunctionalInterface
interface MetricFamilies {

  /** Writes all families of the subject; the same time series each time. */
  void write(MetricText text);
}
