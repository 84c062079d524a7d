package httpd.disk;

import static httpd.disk.StoreFixture.SMALL;
import static httpd.disk.StoreFixture.all;
import static httpd.disk.StoreFixture.append;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.disk.OpenFile.Faults;
import httpd.line.Line;
import httpd.testing.Take;
import httpd.topic.Append;
import httpd.topic.Append.Producer;
import httpd.topic.AppendResult.Appended;
import httpd.topic.Log;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Logs on disk": a disk that does not take what is written. */
class DiskFaultsTest {

  @TempDir private Path temporary;

  /** A disk on which files of one kind cannot be written, or written through. */
  private static final class Disk implements Faults {
    private volatile String full = "none";
    private volatile String failing = "none";
    private volatile @Nullable CountDownLatch mayForce;

    @Override
    public void beforeWrite(Path path, int bytes) throws IOException {
      if (path.toString().endsWith(full)) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public void beforeForce(Path path) throws IOException {
      if (path.toString().endsWith(failing)) {
        throw new IOException("Input/output error");
      }
      var latch = mayForce;
      if (latch != null && path.toString().endsWith(Segment.DATA)) {
        try {
          latch.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    }
  }

  private final Disk disk = new Disk();

  private DiskStore open(SyncPolicy sync) throws IOException {
    return DiskStore.open(temporary.resolve("store"), SMALL.with(sync), disk);
  }

  private static String failure(Log log, Append append) {
    var failure = assertThrows(CompletionException.class, () -> log.append(append).join());
    return String.valueOf(assertInstanceOf(IOException.class, failure.getCause()).getMessage());
  }

  private static Append by(String producer, int number) {
    return new Append(
        List.of(Line.of("r" + number), Line.of("s" + number)),
        new Producer(producer, 0, number),
        null,
        null,
        false);
  }

  @Test
  @DisplayName(
      "DK-16 on a full disk an append fails and leaves nothing; with space the log goes on")
  void full() throws Exception {
    try (var store = open(SyncPolicy.BY_SYSTEM)) {
      var log = StoreFixture.create(store, "a", "1");
      for (var kind : List.of(Segment.DATA, Segment.EXTRA, Segment.INDEX)) {
        int number = (int) (log.state().records() - 1) / 2;
        disk.full = kind;
        assertEquals("the disk is full", failure(log, by("p", number)));
        assertEquals("the disk is full", failure(log, by("p", number)));
        disk.full = "none";
        assertInstanceOf(Appended.class, log.append(by("p", number)).join());
      }
      assertEquals(List.of("1", "r0", "s0", "r1", "s1", "r2", "s2"), all(log));
      disk.full = Segment.DATA;
      assertThrows(IOException.class, () -> StoreFixture.create(store, "b", "1"));
      disk.full = "none";
      assertEquals(List.of("a"), store.names());
      StoreFixture.create(store, "b", "1");
    }
    try (var store = open(SyncPolicy.BY_SYSTEM)) {
      var log = store.find("a");
      assertNotNull(log);
      assertEquals(List.of("1", "r0", "s0", "r1", "s1", "r2", "s2"), all(log));
      assertInstanceOf(Appended.class, log.append(by("p", 3)).join());
    }
  }

  @Test
  @DisplayName(
      "DK-17 after a failed sync a log takes no appends until the store is opened, then as DK-12")
  void failing() throws Exception {
    try (var store = open(SyncPolicy.ALWAYS)) {
      var log = StoreFixture.create(store, "a", "1");
      disk.failing = Segment.INDEX;
      assertTrue(failure(log, by("p", 0)).contains("the disk did not take"));
      disk.failing = "none";
      assertTrue(failure(log, by("p", 0)).contains("the disk did not take"));
      assertEquals(List.of("1"), after(log, 1));
      append(StoreFixture.create(store, "b"), "1");
    }
    try (var store = open(SyncPolicy.ALWAYS)) {
      var log = store.find("a");
      assertNotNull(log);
      assertTrue(append(log, "2").matches(".*-1000000000[0-9]"), "after numbers that are left out");
    }
  }

  private static List<String> after(Log log, int count) throws Exception {
    return StoreFixture.after(log, log.bounds().oldest(), count);
  }

  @Test
  @DisplayName("DK-18 under always a record is shown and acknowledged only when it is safe")
  void always() throws Exception {
    try (var store = open(SyncPolicy.ALWAYS)) {
      var log = StoreFixture.create(store, "a", "1");
      assertTrue(log.bounds().newest().endsWith("-1")); // It is loaded before the disk is held.
      var latch = new CountDownLatch(1);
      disk.mayForce = latch;
      var result = log.append(Append.of(Line.of("2")));
      var later = log.append(Append.of(Line.of("3")));
      assertTrue(log.bounds().newest().endsWith("-1"));
      try (var source = log.last(1)) {
        assertEquals("1", Take.line(source));
        assertFalse(result.isDone());
        latch.countDown();
        assertEquals("2", Take.line(source));
        assertEquals("3", Take.line(source));
      }
      assertTrue(result.join().toString().endsWith("-2]"));
      assertTrue(later.join().toString().endsWith("-3]"));
    }
  }
}
