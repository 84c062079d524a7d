package httpd.disk;

import static httpd.disk.StoreFixture.SMALL;
import static httpd.disk.StoreFixture.all;
import static httpd.disk.StoreFixture.append;
import static httpd.disk.StoreFixture.appendNumbers;
import static httpd.disk.StoreFixture.files;
import static httpd.disk.StoreFixture.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.testing.Eventually;
import httpd.testing.Take;
import httpd.topic.Log;
import httpd.topic.Retention;
import httpd.topic.Topic.Bounds;
import httpd.topic.Topic.Resumption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Logs on disk": what is dropped. */
class DiskRetentionTest {

  @TempDir private Path temporary;

  private DiskStore open(Retention retention) throws IOException {
    return DiskStore.open(temporary.resolve("store"), SMALL.with(retention));
  }

  private int dataFiles() {
    try {
      return files(temporary.resolve("store"), "a", Segment.DATA).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> kept(Log log, int newest) throws Exception {
    int records = (int) log.state().records();
    assertEquals(texts(newest - records + 1, newest), all(log));
    assertTrue(log.bounds().oldest().endsWith("-" + (newest - records)));
    return all(log);
  }

  @Test
  @DisplayName("DK-13 a log keeps so many records, and at most an eighth or 16 more")
  void records() throws Exception {
    try (var store = open(new Retention(160, Long.MAX_VALUE, null))) {
      var log = StoreFixture.create(store, "a");
      var begin = log.bounds().oldest();
      for (int i = 0; i < 40; i++) {
        appendNumbers(log, i * 25 + 1, i * 25 + 25);
        int kept = kept(log, i * 25 + 25).size();
        assertTrue(kept <= 180 && kept >= Math.min(160, i * 25 + 25), () -> kept + " records");
      }
      var bounds = new Bounds(log.bounds().oldest(), log.bounds().newest());
      assertEquals(new Resumption.Lost(bounds), log.after(begin));
      Eventually.isFine(() -> {
        int files = dataFiles();
        return files <= 12 ? null : files + " files";
      });
    }
    try (var store = open(new Retention(160, Long.MAX_VALUE, null))) {
      var log = store.find("a");
      assertTrue(log != null && kept(log, 1000).size() >= 160);
    }
  }

  @Test
  @DisplayName("DK-13 a log keeps so many bytes, and at most an eighth or 64 KiB more")
  void bytes() throws Exception {
    try (var store = open(new Retention(Long.MAX_VALUE, 10_000, null))) {
      var log = StoreFixture.create(store, "a");
      for (int i = 0; i < 20; i++) {
        appendNumbers(log, i * 25 + 1, i * 25 + 25);
        int kept = kept(log, i * 25 + 25).size();
        assertTrue(kept <= 125 && kept >= Math.min(100, i * 25 + 25), () -> kept + " records");
      }
    }
  }

  @Test
  @DisplayName("DK-14 old records go also if none comes, but not those of the newest segment")
  void age() throws Exception {
    try (var store = open(new Retention(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofMillis(200)))) {
      var log = StoreFixture.create(store, "a");
      appendNumbers(log, 1, 50);
      Eventually.isFine(() -> {
        try {
          long records = log.state().records();
          return records <= 21 ? null : records + " records";
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      });
      kept(log, 50);
    }
  }

  /** A clock that is set. */
  private static final class Clock implements OpenFile.Faults {
    private volatile long now;

    @Override
    public long now() {
      return now;
    }
  }

  @Test
  @DisplayName("DK-14 after a clock was wrong, old records go as those of a clock that was right")
  void clockJumps() throws Exception {
    var clock = new Clock();
    var hour = new Retention(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofHours(1));
    long right = Duration.ofDays(20_000).toMillis();
    try (var store = DiskStore.open(temporary.resolve("store"), SMALL.with(hour), clock)) {
      var log = StoreFixture.create(store, "a");
      clock.now = right;
      appendNumbers(log, 1, 30);
      clock.now = 1;
      appendNumbers(log, 31, 60);
      clock.now = right;
      appendNumbers(log, 61, 90);
      assertEquals(90, kept(log, 90).size());
      clock.now = right * 2;
      appendNumbers(log, 91, 120);
      clock.now = right + Duration.ofMinutes(1).toMillis();
      appendNumbers(log, 121, 150);
      clock.now = right + Duration.ofHours(2).toMillis();
      appendNumbers(log, 151, 180);
      int records = kept(log, 180).size();
      assertTrue(records >= 30 && records <= 60, () -> records + " records");
    }
  }

  @Test
  @DisplayName("DK-15 a reader whose records are dropped falls behind, and continues if it may")
  void behind() throws Exception {
    try (var store = open(new Retention(16, Long.MAX_VALUE, null))) {
      var log = StoreFixture.create(store, "a", "first");
      try (var source =
          assertInstanceOf(Resumption.Found.class, log.after(log.bounds().oldest())).source()) {
        assertEquals("first", Take.line(source));
        assertSame(Poll.PENDING, source.poll(() -> {}));
        appendNumbers(log, 2, 5000);
        var failed = assertInstanceOf(Poll.Failed.class, fails(source));
        assertInstanceOf(FellBehindException.class, failed.cause());
        long skipped = source.skip();
        assertTrue(skipped > 4000);
        append(log, "last");
        String line = "";
        while (!line.equals("last")) {
          line = Take.line(source);
        }
        assertEquals(log.bounds().newest(), source.position());
      }
    }
  }

  private static Poll fails(LineSource source) throws InterruptedException {
    var poll = Take.next(source);
    while (poll instanceof Line) {
      poll = Take.next(source);
    }
    return poll;
  }
}
