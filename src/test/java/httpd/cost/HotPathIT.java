package httpd.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
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
}
