package httpd.disk;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import httpd.line.Line;
import httpd.testing.Take;
import httpd.topic.Append;
import httpd.topic.AppendResult.Appended;
import httpd.topic.Log;
import httpd.topic.LogStore.Blueprint;
import httpd.topic.Retention;
import httpd.topic.Topic.Resumption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Stores and logs of tests. */
final class StoreFixture {

  /** Nothing is written through, and segments have 2 kB. */
  static final DiskSettings SMALL =
      new DiskSettings(SyncPolicy.BY_SYSTEM, Retention.ALL, 256, 2 * 1024, Duration.ofSeconds(10));

  private StoreFixture() {}

  static Log create(DiskStore store, String name, String... records) throws IOException {
    var first = Append.of(List.of(records).stream().map(Line::of).toList());
    return store.create(name, new Blueprint(Map.of(), null, first)).log();
  }

  static String append(Log log, String... records) {
    var append = Append.of(List.of(records).stream().map(Line::of).toList());
    return assertInstanceOf(Appended.class, log.append(append).join()).position();
  }

  static void appendNumbers(Log log, int from, int to) {
    IntStream.rangeClosed(from, to).forEach(i -> append(log, text(i)));
  }

  /** 100 bytes. */
  static String text(int number) {
    var digits = Integer.toString(number);
    return "x".repeat(100 - digits.length()) + digits;
  }

  static List<String> texts(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(StoreFixture::text).toList();
  }

  /** All records that are kept. */
  static List<String> all(Log log) throws Exception {
    return after(log, log.bounds().oldest(), (int) log.state().records());
  }

  static List<String> after(Log log, String position, int count) throws Exception {
    var found = assertInstanceOf(Resumption.Found.class, log.after(position));
    var lines = new ArrayList<String>();
    try (var source = found.source()) {
      for (int i = 0; i < count; i++) {
        lines.add(Take.line(source));
      }
    }
    return lines;
  }

  static Path directory(Path store, String log) {
    return store.resolve("logs").resolve(LogNames.directory(log));
  }

  static List<String> files(Path store, String log, String ending) throws IOException {
    try (var files = Files.list(directory(store, log))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ending))
          .sorted()
          .toList();
    }
  }
}
