package httpd.topic;

import httpd.line.Line;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/** What a log keeps beyond its {@link MemoryRing}: on a disk, or in a server. */
@FunctionalInterface
public interface ColdRecords {

  /**
   * Records that follow each other.
   *
   * @param lines with line feeds, in order
   * @param positions the position after each of them, by its index
   * @param end the position after the last record, and after dropped ones that follow it; where to
   *     read on
   * @param missing how many records between the place that was asked for and the first of these
   *     were dropped; at least 1 if their number is unknown
   */
  record Stretch(List<Line> lines, IntFunction<String> positions, String end, long missing) {}

  /**
   * Reads records, without waiting on the caller's thread. None is returned that the ring has not
   * had. There is at least one, unless {@code end} is the newest position of the ring.
   *
   * @param after a position of this log
   * @param mostBytes of contents; one record may be longer
   */
  CompletableFuture<Stretch> read(String after, int mostBytes);
}
