package httpd.durable;

import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.topic.LogStore;
import httpd.topic.MemoryBudget;
import httpd.topic.MemoryLogStore;
import httpd.topic.Retention;

/**
 * The store of streams in memory: all of them together are bounded, and keep all that they have.
 */
public final class StreamsInMemory {

  private StreamsInMemory() {}

  /** Makes an empty store. */
  public static LogStore store(Limits limits) {
    var limit = limits.of(Bound.STREAM_DATA);
    var budget =
        new MemoryBudget() {
          @Override
          public boolean take(long bytes) {
            return limit.takeLeaving(0, bytes, () -> "refused to add to a stream");
          }

          @Override
          public void release(long bytes) {
            limit.release(bytes);
          }

          @Override
          public String fullness() {
            return "the streams in memory have reached the limit stream-data; delete some, or"
                + " start the server with "
                + limit.bound().option("SIZE");
          }
        };
    return new MemoryLogStore(Retention.ALL, budget);
  }
}
