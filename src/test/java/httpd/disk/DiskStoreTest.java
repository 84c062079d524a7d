package httpd.disk;

import static httpd.disk.StoreFixture.SMALL;
import static httpd.disk.StoreFixture.after;
import static httpd.disk.StoreFixture.all;
import static httpd.disk.StoreFixture.append;
import static httpd.disk.StoreFixture.appendNumbers;
import static httpd.disk.StoreFixture.files;
import static httpd.disk.StoreFixture.text;
import static httpd.disk.StoreFixture.texts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.line.Poll;
import httpd.testing.Eventually;
import httpd.testing.Take;
import httpd.topic.Append;
import httpd.topic.Append.Producer;
import httpd.topic.AppendResult.Closed;
import httpd.topic.AppendResult.Duplicate;
import httpd.topic.AppendResult.IdTaken;
import httpd.topic.AppendResult.OutOfSequence;
import httpd.topic.Log;
import httpd.topic.LogDeletedException;
import httpd.topic.LogStore.Blueprint;
import httpd.topic.Topic.Resumption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Logs on disk": stores and their segments. */
class DiskStoreTest {

  @TempDir private Path temporary;

  private Path directory() {
    return temporary.resolve("store");
  }

  private DiskStore open() throws IOException {
    return DiskStore.open(directory(), SMALL);
  }

  private static Log find(DiskStore store, String name) {
    var log = store.find(name);
    assertNotNull(log);
    return log;
  }

  @Test
  @DisplayName("DK-1 a file of contents has them one after the other; DK-2 a full one is sealed")
  void segments() throws Exception {
    try (var store = open()) {
      var log = StoreFixture.create(store, "a");
      appendNumbers(log, 1, 50);
      var names = files(directory(), "a", Segment.DATA);
      assertEquals(
          List.of(
              "00000000000000000001.data",
              "00000000000000000022.data",
              "00000000000000000043.data"),
          names);
      var first = StoreFixture.directory(directory(), "a").resolve(names.getFirst());
      assertEquals(String.join("", texts(1, 21)), Files.readString(first));
      assertEquals(texts(1, 50), all(log));
    }
    try (var store = open()) {
      assertEquals(texts(1, 50), all(find(store, "a")));
      appendNumbers(find(store, "a"), 51, 60);
      assertEquals(texts(1, 60), all(find(store, "a")));
    }
  }

  @Test
  @DisplayName("DK-3 a part is a region of one file with whole records, checked before")
  void parts() throws Exception {
    try (var store = open()) {
      var log = StoreFixture.create(store, "a");
      appendNumbers(log, 1, 50);
      var oldest = log.bounds().oldest();
      var twenty = oldest.replaceFirst("-0$", "-20");
      assertEquals(text(21), part(log, twenty, 1000));
      assertEquals(text(1) + text(2), part(log, oldest, 250));
      assertEquals(text(1), part(log, oldest, 1));
      assertEquals(null, log.part(log.bounds().newest(), 1000));
      var data = StoreFixture.directory(directory(), "a").resolve("00000000000000000022.data");
      byte[] bytes = Files.readAllBytes(data);
      bytes[7]++;
      Files.write(data, bytes);
    }
    try (var store = open()) {
      var log = find(store, "a");
      var end = log.bounds().oldest().replaceFirst("-0$", "-21");
      var failure = assertThrows(DamagedLogException.class, () -> log.part(end, 1000));
      assertTrue(String.valueOf(failure.getMessage()).contains("22.data is damaged"));
    }
  }

  private static String part(Log log, String after, long most) throws IOException {
    var part = log.part(after, most);
    assertNotNull(part);
    try (var channel = part.channel()) {
      var bytes = ByteBuffer.allocate((int) part.length());
      channel.read(bytes, part.offset());
      return new String(bytes.array(), UTF_8);
    }
  }

  @Test
  @DisplayName("DK-4 a log is as it was after a restart: producers, sequence, ids, end, attributes")
  void reopened() throws Exception {
    var producer = new Producer("p", 3, 0);
    try (var store = open()) {
      var log =
          store.create("a", new Blueprint(Map.of("t", "x y"), null, Append.of(List.of()))).log();
      appendNumbers(log, 1, 30);
      log.append(new Append(List.of(Line.of("y")), producer, "7", null, false)).join();
      log.append(Append.of(Line.of("id: i\ndata: d\n")).withId("i")).join();
      appendNumbers(log, 33, 60);
      assertEquals(2, log.add("forks", 2));
    }
    try (var store = open()) {
      var log = find(store, "a");
      assertEquals(60, log.state().records());
      assertEquals(Map.of("t", "x y"), log.attributes());
      assertEquals(5, log.add("forks", 3));
      var end = log.bounds().newest();
      assertEquals(new Duplicate(end, 0, false), appendBy(log, producer, null));
      assertEquals(new OutOfSequence("7"), appendBy(log, null, "6"));
      assertEquals(new IdTaken("i"), log.append(Append.of(Line.of("id: i\n")).withId("i")).join());
      assertEquals(texts(33, 34), after(log, "i", 2));
      log.append(new Append(List.of(), new Producer("p", 3, 1), null, null, true)).join();
    }
    try (var store = open()) {
      var log = find(store, "a");
      assertTrue(log.state().isClosed());
      var end = log.bounds().newest();
      assertEquals(new Closed(end), appendBy(log, null, null));
      assertEquals(
          new Duplicate(end, 1, true),
          log.append(new Append(List.of(), new Producer("p", 3, 1), null, null, true)).join());
      var source = assertInstanceOf(Resumption.Found.class, log.after(end)).source();
      assertSame(Poll.END, Take.next(source));
      source.close();
    }
  }

  private static Object appendBy(Log log, @Nullable Producer producer, @Nullable String sequence) {
    return log.append(new Append(List.of(Line.of("z")), producer, sequence, null, false)).join();
  }

  @Test
  @DisplayName("DK-5 a store that is open is refused, with the process that has it")
  void locked() throws Exception {
    try (var _ = open()) {
      var failure = assertThrows(DiskStoreException.class, this::open);
      assertEquals(
          "the directory " + directory() + " is in use by this process already",
          failure.getMessage());
      assertFalse(failure.isArgumentWrong());
    }
    open().close();
  }

  @Test
  @DisplayName("DK-6 a directory with something else, a file, and one without a parent are refused")
  void refused() throws Exception {
    var file = Files.createFile(temporary.resolve("file"));
    refused("is a file, not a directory", file);
    refused("there is no " + temporary.resolve("no"), temporary.resolve("no/store"));
    refused("has something else in it: file", temporary);
    open().close();
    Files.writeString(directory().resolve(StoreFormat.FILE), "httpd-logs 2\n");
    refused("a version that this httpd does not know: httpd-logs 2", directory());
    Files.delete(directory().resolve(StoreFormat.FILE));
    var failure = assertThrows(DamagedLogException.class, this::open);
    assertTrue(String.valueOf(failure.getMessage()).contains("format is damaged: it is missing"));
  }

  private static void refused(String problem, Path path) {
    var failure = assertThrows(DiskStoreException.class, () -> DiskStore.open(path, SMALL).close());
    assertTrue(String.valueOf(failure.getMessage()).contains(problem), failure.getMessage());
    assertThrows(DiskStoreException.class, () -> DiskStore.check(path));
    assertFalse(failure.remedy().isEmpty());
  }

  @Test
  @DisplayName("DK-7 what a crash has left of creations and deletions is gone after a start")
  void leftovers() throws Exception {
    try (var store = open()) {
      StoreFixture.create(store, "a", "1");
    }
    Files.createDirectories(directory().resolve("new/x/y"));
    Files.createDirectories(directory().resolve("trash/x/y"));
    Files.writeString(StoreFixture.directory(directory(), "a").resolve("head.new"), "half");
    try (var store = open()) {
      assertEquals(List.of("1"), all(find(store, "a")));
      assertEquals(List.of("a"), store.names());
      Eventually.holds(
          "the trash is empty", () -> directory().resolve("trash").toFile().list().length == 0);
      assertEquals(0, directory().resolve("new").toFile().list().length);
      assertFalse(Files.exists(StoreFixture.directory(directory(), "a").resolve("head.new")));
    }
  }

  @Test
  @DisplayName("LG-35 a reader of old records of a log that is deleted fails with the deletion")
  void deletedWhileRead() throws Exception {
    try (var store = open()) {
      appendNumbers(StoreFixture.create(store, "a"), 1, 2000);
    }
    try (var store = open()) {
      var log = find(store, "a");
      var found = assertInstanceOf(Resumption.Found.class, log.after(log.bounds().oldest()));
      try (var source = found.source()) {
        assertEquals(text(1), Take.line(source));
        log.delete();
        var poll = Take.next(source);
        while (poll instanceof Line) {
          poll = Take.next(source);
        }
        var failed = assertInstanceOf(Poll.Failed.class, poll);
        assertInstanceOf(LogDeletedException.class, failed.cause());
      }
      assertThrows(LogDeletedException.class, () -> log.part(log.name() + "-0", 100));
    }
  }

  @Test
  @DisplayName(
      "LG-35 a log that is made after a deletion has files of its own, whoever read before")
  void madeAgainWhileRead() throws Exception {
    try (var store = open()) {
      for (int round = 0; round < 50; round++) {
        var log = (DiskLog) StoreFixture.create(store, "a", "old " + round);
        var oldest = log.bounds().oldest();
        var reading = Thread.ofPlatform().start(() -> readUntilDeleted(log, oldest));
        append(log, "more");
        log.delete();
        var next = StoreFixture.create(store, "a", "new");
        append(next, "record " + round);
        reading.join();
        var data = StoreFixture.directory(directory(), "a").resolve("00000000000000000001.data");
        assertEquals("newrecord " + round, Files.readString(data));
        next.delete();
      }
    }
  }

  private static void readUntilDeleted(DiskLog log, String after) {
    while (log.read(after, 100).handle((_, failure) -> failure == null).join()) {
      Thread.onSpinWait();
    }
  }

  @Test
  @DisplayName("DK-12 a kill, a restart without a read, a power failure: numbers are left out")
  void killedThenPowerFailure() throws Exception {
    var killed = temporary.resolve("killed");
    try (var store = DiskStore.open(directory(), SMALL.with(SyncPolicy.DEFAULT))) {
      append(StoreFixture.create(store, "a", "1"), "2");
      CrashedFiles.copy(directory(), killed);
    }
    DiskStore.open(killed, SMALL.with(SyncPolicy.ALWAYS)).close();
    DiskStore.open(killed, SMALL.with(SyncPolicy.DEFAULT)).close();
    cutPower(killed);
    try (var store = DiskStore.open(killed, SMALL.with(SyncPolicy.ALWAYS))) {
      assertTrue(append(find(store, "a"), "3").endsWith("-10000000003"));
    }
    cutPower(killed);
    try (var store = DiskStore.open(killed, SMALL.with(SyncPolicy.ALWAYS))) {
      assertTrue(append(find(store, "a"), "4").endsWith("-10000000004"));
    }
  }

  private static void cutPower(Path store) throws IOException {
    var format = store.resolve(StoreFormat.FILE);
    Files.writeString(
        format, Files.readString(format).replaceAll("boot .*", "boot another"), UTF_8);
  }

  @Test
  @DisplayName("DK-8 a log may have any name")
  void names() throws Exception {
    var names =
        List.of(
            "", ".", "..", "/", "A", "a", "a/b", "ä", "%2F", "x".repeat(300), "\u0000 \n", "CON");
    try (var store = open()) {
      for (var name : names) {
        StoreFixture.create(store, name, name);
      }
    }
    try (var store = open()) {
      assertEquals(names.stream().sorted().toList(), store.names());
      for (var name : names) {
        assertEquals(List.of(name), all(find(store, name)));
      }
    }
  }

  @Test
  @DisplayName("DK-9 few files are open, whatever the number of logs")
  void fewFiles() throws Exception {
    var settings =
        new DiskSettings(
            SyncPolicy.BY_SYSTEM, SMALL.retention(), 16, 1024 * 1024, Duration.ofSeconds(10));
    try (var store = DiskStore.open(directory(), settings)) {
      for (int i = 0; i < 300; i++) {
        StoreFixture.create(store, "log " + i, "first");
      }
      for (int i = 0; i < 300; i++) {
        append(find(store, "log " + i), "second");
        assertTrue(store.openFiles() <= 16 + 24, () -> store.openFiles() + " files");
      }
      for (int i = 0; i < 300; i++) {
        assertEquals(List.of("first", "second"), all(find(store, "log " + i)));
      }
    }
  }

  @Test
  @DisplayName(
      "DK-10 a log that is not used keeps nothing in memory; its sources go on all the same")
  void idle() throws Exception {
    var settings =
        new DiskSettings(
            SyncPolicy.BY_SYSTEM, SMALL.retention(), 16, 1024 * 1024, Duration.ofNanos(1));
    try (var store = DiskStore.open(directory(), settings)) {
      var log = StoreFixture.create(store, "a", "1", "2");
      var unread = assertInstanceOf(Resumption.Found.class, log.after(log.bounds().oldest()));
      Eventually.holds("asleep", () -> !((DiskLog) log).engine().isInUse());
      append(log, "3");
      try (var source = unread.source()) {
        assertEquals("1", Take.line(source));
        assertEquals(1, log.readers());
        assertEquals("2", Take.line(source));
        assertEquals("3", Take.line(source));
        assertTrue(((DiskLog) log).engine().isInUse());
        append(log, "4");
        assertEquals("4", Take.line(source));
      }
      Eventually.holds("asleep", () -> !((DiskLog) log).engine().isInUse());
      assertEquals(List.of("1", "2", "3", "4"), all(log));
    }
  }

  @Test
  @DisplayName("DK-11 appends that come together are written in their order, and answered in it")
  void combined() throws Exception {
    try (var store = DiskStore.open(directory(), DiskSettings.DEFAULT.with(SyncPolicy.ALWAYS))) {
      var log = StoreFixture.create(store, "a");
      var results = new ArrayList<String>();
      var last = log.append(Append.of(Line.of(text(0))));
      for (int i = 1; i < 1000; i++) {
        last = log.append(Append.of(Line.of(text(i))));
        last.thenAccept(result -> results.add(result.toString()));
      }
      last.join();
      assertEquals(texts(0, 999), all(log));
      assertEquals(999, results.size());
      assertTrue(results.getFirst().endsWith("-2]"), results.getFirst());
      assertTrue(results.getLast().endsWith("-1000]"), results.getLast());
    }
  }

  @Test
  @DisplayName(
      "DK-12 after a power failure numbers are left out: no position stands for two records")
  void powerFailure() throws Exception {
    String last;
    try (var store = open()) {
      last = append(StoreFixture.create(store, "a", "1"), "2");
    }
    cutPower(directory());
    try (var store = open()) {
      var log = find(store, "a");
      assertInstanceOf(Resumption.Lost.class, log.after(last.replaceFirst("2$", "3")));
      try (var source =
          assertInstanceOf(Resumption.Found.class, log.after(last.replaceFirst("2$", "1")))
              .source()) {
        assertEquals("2", Take.line(source));
        assertSame(Poll.PENDING, source.poll(() -> {}));
        var next = append(log, "3");
        assertEquals(last.replaceFirst("2$", "10000000003"), next);
        assertEquals("3", Take.line(source));
        assertEquals(next, source.position());
      }
      assertEquals(List.of("1", "2", "3"), all(log));
      try (var lastTwo = log.last(2)) {
        assertEquals("2", Take.line(lastTwo));
      }
    }
    try (var store = open()) {
      assertEquals(List.of("1", "2", "3"), all(find(store, "a")));
    }
  }
}
