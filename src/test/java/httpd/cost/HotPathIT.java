package httpd.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares what requests, lines and events cost with {@code docs/hot-paths.txt}; {@code
 * -Dhotpaths=write} writes it instead. It counts, and measures no time, so that the machine and its
 * load do not matter.
 */
class HotPathIT {

  /** What a round happens to cost more is not there in one of these. */
  private static final int ROUNDS = 6;

  @TempDir Path folder;

  @Test
  @Timeout(180)
  @DisplayName("B-100 what a request, a line and an event cost stays within docs/hot-paths.txt")
  void costs() throws Exception {
    assumeTrue(Epoll.isAvailable(), "the figures are those of the epoll transport");
    boolean writes = "write".equals(System.getProperty("hotpaths"));
    var table = CostTable.read();
    try (var server = CountedServer.start(folder)) {
      for (var path : HotPath.ALL) {
        path.measure(server); // Loads classes and fills pools.
        var least = path.measure(server);
        for (int i = 1; i < ROUNDS && (writes || table.exceeds(path, least)); i++) {
          least = least.min(path.measure(server));
        }
        table.put(path, least);
      }
    }
    if (writes) {
      table.write();
    }
    assertEquals(List.of(), table.excesses(), CostTable.REMEDY);
  }

  @Test
  @DisplayName("B-101 a path that allocates a short string more is named with both figures")
  void shortString() {
    var path = HotPath.ALL.getFirst();
    var table = CostTable.of(Map.of(path.name(), new Cost(5000, 30_000, 4)));
    table.put(path, new Cost(5024, 31_000, 4.5));
    assertEquals(List.of(), table.excesses(), "within what repeats");
    table.put(path, new Cost(5056, 30_000, 4));
    assertEquals(
        List.of("request text:     5056    30000    4.000, kept are     5000    30000    4.000"),
        table.excesses());
  }

  @Test
  @DisplayName("B-101 a path that is not in the file is named, and one that is not measured")
  void otherPaths() {
    var table = CostTable.of(Map.of("gone", new Cost(1, 1, 1)));
    table.put(HotPath.ALL.getFirst(), new Cost(1, 1, 1));
    assertEquals(2, table.excesses().size(), table.excesses().toString());
  }
}
