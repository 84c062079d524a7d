package httpd.topic;

import httpd.line.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A cold place in memory, which a test fills and reads when it likes. */
final class ListedRecords implements ColdRecords {

  static final int RING_LINES = 3;

  private final Positions numbers = new Positions("test");
  private final Executor reader;
  private final MemoryRing ring =
      MemoryRing.beginningAt("test-0", RING_LINES, MemoryRing.DEFAULT_BYTES);
  private final Tiers tiers = new Tiers(ring, ring, this);

  // Guarded by this.
  private final List<Line> lines = new ArrayList<>();
  private int dropped;
  private int reads;

  ListedRecords(Executor reader) {
    this.reader = reader;
  }

  Tiers tiers() {
    return tiers;
  }

  MemoryRing ring() {
    return ring;
  }

  synchronized int reads() {
    return reads;
  }

  /** Appends in both places. */
  synchronized void append(String text) {
    lines.add(Line.of(text));
    var _ = ring.append(Line.of(text));
  }

  synchronized void drop(int count) {
    dropped += count;
  }

  @Override
  public CompletableFuture<Stretch> read(String after, int mostBytes) {
    return CompletableFuture.supplyAsync(() -> stretch(after, mostBytes), reader);
  }

  private synchronized Stretch stretch(String after, int mostBytes) {
    reads++;
    int asked = (int) numbers.number(after);
    int from = Math.max(asked, dropped);
    int to = from;
    for (int bytes = 0; to < lines.size(); to++) {
      bytes += lines.get(to).length();
      if (bytes > mostBytes && to > from) {
        break;
      }
    }
    return new Stretch(
        List.copyOf(lines.subList(from, to)),
        index -> numbers.of(from + index + 1),
        numbers.of(to),
        from - asked);
  }
}
