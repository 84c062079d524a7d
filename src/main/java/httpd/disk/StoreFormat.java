package httpd.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The file {@code format} of a store: its version, and how its last process has left it.
 *
 * @param generation counts the power failures that may have cost records which readers had
 * @param boot names the start of the machine at which it was opened last; empty if unknown
 * @param isSafe whether all that readers had is on the disk for certain
 * @param wasSafe whether this was so for all before its last process, or that has left out numbers
 */
record StoreFormat(long generation, String boot, boolean isSafe, boolean wasSafe) {

  static final String FILE = "format";

  private static final String VERSION = "httpd-logs 1";
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  static StoreFormat first() {
    return new StoreFormat(0, "", true, true);
  }

  static StoreFormat read(Path directory) throws IOException {
    var lines = Files.readString(directory.resolve(FILE), UTF_8).lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(VERSION)) {
      throw DiskStoreException.wrong(
          "the logs in "
              + directory
              + " are of a version that this httpd does not know: "
              + (lines.isEmpty() ? "none" : lines.getFirst()),
          "use the httpd that wrote them, or name another directory; this one writes " + VERSION);
    }
    Map<String, String> fields = new HashMap<>();
    for (var line : lines.subList(1, lines.size())) {
      int blank = line.indexOf(' ');
      if (blank > 0) {
        fields.put(line.substring(0, blank), line.substring(blank + 1));
      }
    }
    try {
      return new StoreFormat(
          Long.parseLong(fields.getOrDefault("generation", "")),
          fields.getOrDefault("boot", ""),
          fields.getOrDefault("safe", "").equals("yes"),
          true);
    } catch (NumberFormatException e) {
      throw new DamagedLogException(directory.resolve(FILE), "it names no generation");
    }
  }

  void write(Path directory) throws IOException {
    SafeFile.write(
        directory.resolve(FILE),
        "%s\ngeneration %s\nboot %s\nsafe %s\n"
            .formatted(VERSION, generation, boot, isSafe ? "yes" : "no"),
        true);
  }

  /** That of a process which opens the store now. */
  StoreFormat opened(SyncPolicy sync) {
    var current = currentBoot();
    boolean mayHaveLost = !isSafe && (boot.isEmpty() || !boot.equals(current));
    boolean base = isSafe || mayHaveLost;
    long next = generation + (mayHaveLost ? 1 : 0);
    return new StoreFormat(next, current, base && sync.isAlways(), base);
  }

  /** That of a process which has written all through. */
  StoreFormat closed(SyncPolicy sync) {
    return new StoreFormat(generation, boot, wasSafe && !sync.isBySystem(), wasSafe);
  }

  /** That of a process whose disk has failed: what it then has is as after a power failure. */
  StoreFormat failed() {
    return new StoreFormat(generation, "", false, false);
  }

  private static String currentBoot() {
    try {
      return Files.readString(BOOT_ID, UTF_8).strip();
    } catch (IOException e) { // Not Linux: then each crash of the process counts.
      return "";
    }
  }
}
