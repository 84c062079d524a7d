package httpd.disk;

import static httpd.topic.LogSteps.after;
import static httpd.topic.LogSteps.append;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.line.Poll;
import httpd.testing.LogCapture;
import httpd.testing.Take;
import httpd.topic.Append;
import httpd.topic.Append.Producer;
import httpd.topic.Log;
import httpd.topic.LogSteps;
import httpd.topic.LogStore;
import httpd.topic.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SPEC, "Logs": what readers get of files that were damaged after they had been written through.
 */
class DiskDamageTest {

  private static final int ROUNDS = Integer.getInteger("damage.rounds", 15);
  private static final List<String> NAMES = List.of("a", "b");
  private static final int APPENDS = 150;

  private static final DiskSettings SETTINGS =
      new DiskSettings(SyncPolicy.ALWAYS, Retention.ALL, 8, 20_000, Duration.ofSeconds(10));

  @TempDir Path directory;

  private static String text(String log, int number) {
    return log + number + " " + "x".repeat(number * 37 % 500);
  }

  private static List<String> records(String log) {
    var texts = new ArrayList<String>();
    for (int i = 0; i < 2 * APPENDS; i++) {
      texts.add(text(log, i));
    }
    return texts;
  }

  private static void fill(Path place) throws Exception {
    try (var store = DiskStore.open(place, SETTINGS)) {
      for (var name : NAMES) {
        var log = LogSteps.create(store, name);
        for (int i = 0; i < APPENDS; i++) {
          var records = List.of(Line.of(text(name, 2 * i)), Line.of(text(name, 2 * i + 1)));
          var producer = i % 3 == 0 ? new Producer("p", 0, i / 3) : null;
          append(log, new Append(records, producer, null, null, false));
        }
      }
    }
  }

  /** Damages one file, and says how. */
  private static String damage(Path file, Random random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
    return switch (bytes.length == 0 ? 3 : random.nextInt(5)) {
      case 0 -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bytes);
        yield "a bit at " + at + " of " + file;
      }
      case 1 -> {
        Files.write(file, Arrays.copyOf(bytes, at));
        yield "cut at " + at + " of " + bytes.length + ": " + file;
      }
      case 2 -> {
        Arrays.fill(bytes, at, Math.min(bytes.length, at + 512), (byte) 0);
        Files.write(file, bytes);
        yield "zeros at " + at + " of " + file;
      }
      case 3 -> {
        byte[] more = new byte[random.nextInt(1, 200)];
        random.nextBytes(more);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + more.length);
        System.arraycopy(more, 0, longer, bytes.length, more.length);
        Files.write(file, longer);
        yield "garbage at the end of " + file;
      }
      default -> {
        Files.delete(file);
        yield "deleted " + file;
      }
    };
  }

  private static List<Path> files(Path place) throws IOException {
    try (var all = Files.walk(place)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  @DisplayName(
      "LG-64 whatever was damaged, readers get what was written, or a failure that names it")
  void damaged() throws Exception {
    var sound = directory.resolve("sound");
    fill(sound);
    for (long seed = 1; seed <= ROUNDS; seed++) {
      var place = directory.resolve("damaged" + seed);
      CrashedFiles.copy(sound, place);
      var random = new Random(seed);
      var candidates = files(place);
      var file = candidates.get(random.nextInt(candidates.size()));
      var how = seed + ": " + damage(file, random);
      try (var log = new LogCapture()) {
        try (var store = DiskStore.open(place, SETTINGS)) {
          for (var name : NAMES) {
            check(store, name, file, how, log);
          }
        } catch (IOException said) {
          assertNames(said, file, how);
        }
      }
    }
  }

  private static void check(LogStore store, String name, Path file, String how, LogCapture said)
      throws Exception {
    var read = new ArrayList<String>();
    boolean isOther = !file.toString().contains("/" + name + "/");
    try {
      var log = store.find(name);
      if (log == null) {
        assertTrue(!isOther, () -> "the other log has gone, " + how);
        assertTrue(!said.text().isEmpty(), () -> "a log has gone and nothing was said, " + how);
        return;
      }
      readAll(log, read);
    } catch (IOException failed) {
      assertTrue(!isOther, () -> "the other log has failed, " + how + ": " + failed);
      assertNames(failed, file, how);
      assertEquals(records(name).subList(0, read.size()), read, how);
      return;
    }
    assertEquals(records(name).subList(0, read.size()), read, how);
    boolean isWhole = read.size() == 2 * APPENDS;
    assertTrue(isWhole || !isOther, () -> "the other log is shorter, " + how);
    assertTrue(
        isWhole || said.text().contains(file.getParent().toString()),
        () -> "only " + read.size() + " records and nothing said, " + how + ": " + said.text());
  }

  private static void readAll(Log log, List<String> read) throws Exception {
    var state = log.state();
    try (var source = after(log, state.bounds().oldest())) {
      while (read.size() < state.records()) {
        switch (Take.next(source)) {
          case Line line -> read.add(line.text());
          case Poll.Failed(IOException failed) -> throw failed;
          case Poll other -> throw new AssertionError(other.toString());
        }
      }
    }
  }

  private static void assertNames(IOException said, Path file, String how) {
    var message = said.getMessage();
    assertTrue(
        message != null && message.contains(file.getParent().getFileName().toString()),
        () -> how + " was said to be " + said);
  }
}
