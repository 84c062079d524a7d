package httpd.disk;

import httpd.topic.Retention;
import java.time.Duration;

/**
 * How a store keeps its logs.
 *
 * @param sync when records are written through
 * @param retention how much each log keeps
 * @param mostFiles how many files are open at once, about
 * @param segmentBytes how long a file of contents becomes before another is begun, about
 * @param idle how long an unused log keeps anything in memory
 */
public record DiskSettings(
    SyncPolicy sync, Retention retention, int mostFiles, long segmentBytes, Duration idle) {

  /** What the command uses. */
  public static final DiskSettings DEFAULT =
      new DiskSettings(
          SyncPolicy.DEFAULT, Retention.ALL, 256, 32 * 1024 * 1024, Duration.ofSeconds(10));

  /** A segment is this part of what is kept, so that little more is kept than was asked for. */
  private static final int PARTS = 8;

  private static final long LEAST_BYTES = 64 * 1024;
  private static final long LEAST_RECORDS = 16;
  private static final long MOST_RECORDS = 512 * 1024;

  public DiskSettings with(SyncPolicy sync) {
    return new DiskSettings(sync, retention, mostFiles, segmentBytes, idle);
  }

  public DiskSettings with(Retention retention) {
    return new DiskSettings(sync, retention, mostFiles, segmentBytes, idle);
  }

  /** Whether a segment is long enough, so that the next record begins another one. */
  boolean isFull(long records, long bytes, long ageMillis) {
    var most = retention.age();
    return records >= Math.clamp(retention.records() / PARTS, LEAST_RECORDS, MOST_RECORDS)
        || bytes >= Math.min(segmentBytes, Math.max(LEAST_BYTES, retention.bytes() / PARTS))
        || (most != null && ageMillis > most.toMillis() / PARTS);
  }
}
