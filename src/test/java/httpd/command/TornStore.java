package httpd.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Does to a store on disk what a power failure may do: what is beyond the mark of what was written
 * through is cut or scrambled, in the last segment of each log.
 */
final class TornStore {

  // The layout of docs/spec/disk.md.
  private static final int MARK = 16;
  private static final int HEADER = 64;
  private static final int SLOT = 32;
  private static final int END = 8;

  private TornStore() {}

  /** Tears the last segments of all logs of a store. */
  static void tear(Path store, Random random) throws IOException {
    for (var log : list(store.resolve("logs"))) {
      var indexes = list(log).stream().filter(path -> path.toString().endsWith(".index")).toList();
      var index = indexes.getLast();
      byte[] slots = Files.readAllBytes(index);
      var mark = ByteBuffer.wrap(slots);
      int records = (int) mark.getLong(MARK);
      int extraBytes = (int) mark.getLong(MARK + Long.BYTES);
      int end = HEADER + records * SLOT;
      int dataEnd = records == 0 ? 0 : (int) mark.getLong(end - SLOT + END);
      tear(index, end, random);
      tear(sibling(index, ".data"), dataEnd, random);
      tear(sibling(index, ".extra"), extraBytes, random);
    }
  }

  private static Path sibling(Path index, String kind) {
    return index.resolveSibling(index.getFileName().toString().replace(".index", kind));
  }

  private static List<Path> list(Path directory) throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }

  private static void tear(Path file, int kept, Random random) throws IOException {
    if (Files.exists(file)) {
      byte[] bytes = Files.readAllBytes(file);
      int length = random.nextInt(kept, Math.max(kept, bytes.length) + 100);
      byte[] torn = Arrays.copyOf(bytes, random.nextBoolean() ? length : bytes.length);
      if (random.nextBoolean() && torn.length > kept) {
        int from = random.nextInt(kept, torn.length);
        Arrays.fill(torn, from, Math.min(torn.length, from + 512), (byte) random.nextInt(256));
      }
      Files.write(file, torn);
    }
  }
}
