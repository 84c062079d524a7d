package httpd.disk;

import static httpd.topic.LogSteps.after;
import static httpd.topic.LogSteps.all;
import static httpd.topic.LogSteps.find;
import static httpd.topic.LogSteps.take;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.topic.Append;
import httpd.topic.Append.Producer;
import httpd.topic.AppendResult;
import httpd.topic.AppendResult.Appended;
import httpd.topic.Log;
import httpd.topic.LogSteps;
import httpd.topic.LogStore;
import httpd.topic.RandomLogSteps;
import httpd.topic.Retention;
import httpd.topic.Topic.Resumption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Logs": what is left on a disk after a crash, in process and therefore often. */
class DiskCrashTest {

  private static final int ROUNDS = Integer.getInteger("crash.rounds", 1);
  private static final int WRITERS = 3;

  /** How many appends of a log may be under way. */
  private static final int WINDOW = 64;

  @TempDir Path directory;

  private static DiskSettings settings(SyncPolicy sync) {
    return new DiskSettings(sync, Retention.ALL, 8, 20_000, Duration.ofSeconds(10));
  }

  private static DiskStore open(Path place, SyncPolicy sync, OpenFile.Faults faults)
      throws Exception {
    return DiskStore.open(place, settings(sync), faults);
  }

  /** One log and what was sent to it. Records are numbered; each append has one to three. */
  private static final class Writer {
    final Log log;
    final Random random;
    final List<Integer> ends = new ArrayList<>();
    final Semaphore window = new Semaphore(WINDOW);
    volatile Promise promise;
    volatile Throwable failure;
    int sent;
    int appends;

    Writer(Log log, long seed) {
      this.log = log;
      this.promise = new Promise(log.name(), 0, null);
      this.random = new Random(seed);
    }

    void write(int count) throws InterruptedException {
      for (int i = 0; i < count; i++) {
        window.acquire();
        var records = new ArrayList<Line>();
        for (int more = random.nextInt(1, 4); more > 0; more--) {
          records.add(Line.of(text(++sent)));
        }
        synchronized (ends) {
          ends.add(sent);
        }
        int last = sent;
        var producer = random.nextBoolean() ? new Producer("p", 0, appends++) : null;
        log.append(new Append(records, producer, null, null, false))
            .whenComplete((result, broken) -> acknowledged(result, broken, last));
      }
    }

    private void acknowledged(AppendResult result, Throwable broken, int last) {
      if (result instanceof Appended(var end)) {
        promise = new Promise(log.name(), last, end);
      } else {
        failure = broken == null ? new AssertionError(result.toString()) : broken;
      }
      window.release();
    }
  }

  private static String text(int number) {
    return number + " " + "x".repeat(number * 37 % 300);
  }

  /** What was acknowledged when the crash came. */
  private record Promise(String log, int acknowledged, String position) {}

  private void crash(SyncPolicy sync, boolean power, long seed) throws Exception {
    var random = new Random(seed);
    var files = new CrashedFiles();
    var place = directory.resolve("store" + seed);
    var promises = new ArrayList<List<Promise>>();
    var writers = new ArrayList<Writer>();
    try (var store = open(place, sync, files)) {
      for (int i = 0; i < WRITERS; i++) {
        writers.add(new Writer(LogSteps.create(store, "log " + i), seed + i));
      }
      var threads = writers.stream().map(DiskCrashTest::start).toList();
      for (int cut = 0; cut < 4; cut++) {
        awaitSome(writers, random.nextInt(200));
        promises.add(writers.stream().map(each -> each.promise).toList());
        var crashed = directory.resolve("crashed" + seed + "-" + cut);
        if (power) {
          files.cutPower(place, crashed, random);
        } else {
          files.kill(place, crashed);
        }
      }
      threads.forEach(Thread::interrupt);
      for (var thread : threads) {
        thread.join();
      }
    }
    for (int cut = 0; cut < promises.size(); cut++) {
      try (var store = open(directory.resolve("crashed" + seed + "-" + cut), sync, files)) {
        for (int i = 0; i < WRITERS; i++) {
          check(store, writers.get(i), promises.get(cut).get(i));
        }
      }
    }
  }

  private static Thread start(Writer writer) {
    return Thread.ofPlatform()
        .name("test-writer")
        .start(() -> {
          try {
            writer.write(100_000);
          } catch (InterruptedException enough) {
            // The test has what it needs.
          }
        });
  }

  /** Waits until so many more records are acknowledged in one of the logs. */
  private static void awaitSome(List<Writer> writers, int count) {
    var first = writers.getFirst();
    int goal = first.promise.acknowledged() + count;
    while (first.promise.acknowledged() < goal) {
      assertNull(first.failure);
      Thread.onSpinWait();
    }
  }

  private static void check(LogStore store, Writer writer, Promise promise) throws Exception {
    var log = find(store, promise.log());
    var records = all(log);
    assertTrue(records.size() >= promise.acknowledged(), () -> promise + ": " + records.size());
    for (int i = 0; i < records.size(); i++) {
      assertEquals(text(i + 1), records.get(i));
    }
    synchronized (writer.ends) {
      assertTrue(
          records.isEmpty() || writer.ends.contains(records.size()),
          () -> "a part of an append: " + records.size());
    }
    if (promise.position() != null) {
      int rest = records.size() - promise.acknowledged();
      try (var source = after(log, promise.position())) {
        assertEquals(records.subList(records.size() - rest, records.size()), take(source, rest));
      }
    }
    var end = log.append(Append.of(Line.of("more"))).get();
    try (var source = log.last(1)) {
      assertEquals(List.of("more"), take(source, 1));
      assertEquals(end, new Appended(source.position()));
    }
  }

  @Test
  @DisplayName(
      "LG-60 after a kill at any moment every acknowledged append is there, in order, once")
  void killed() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      crash(SyncPolicy.DEFAULT, false, 1000 + round);
      crash(SyncPolicy.BY_SYSTEM, false, 2000 + round);
    }
  }

  @Test
  @DisplayName("LG-61 after a power failure what was acknowledged under always is there, once")
  void powerCut() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      crash(SyncPolicy.ALWAYS, true, 3000 + round);
    }
  }

  @Test
  @DisplayName("LG-62 whatever the steps before a kill, the next store has all of them")
  void stepsAndKilled() throws Exception {
    for (long seed = 1; seed <= ROUNDS / 4 + 1; seed++) {
      var place = directory.resolve("steps" + seed);
      var store = open(place, SyncPolicy.BY_SYSTEM, OpenFile.Faults.NONE);
      try {
        var steps = new RandomLogSteps(store, seed);
        for (int round = 0; round < 15; round++) {
          steps.run(60);
          var next = directory.resolve("steps" + seed + "-" + round);
          CrashedFiles.copy(place, next);
          store.close();
          place = next;
          store = open(place, SyncPolicy.BY_SYSTEM, OpenFile.Faults.NONE);
          steps.continueIn(store);
          steps.checkAll();
        }
      } catch (AssertionError failure) {
        throw new AssertionError("with seed " + seed, failure);
      } finally {
        store.close();
      }
    }
  }

  @Test
  @DisplayName("LG-63 a position whose record a power failure took is lost, also after new records")
  void positionOfWhatWasLost() throws Exception {
    for (long seed = 1; seed <= ROUNDS; seed++) {
      var random = new Random(seed);
      var files = new CrashedFiles();
      var place = directory.resolve("lost" + seed);
      var crashed = directory.resolve("lost" + seed + "-crashed");
      var positions = new ArrayList<CompletableFuture<AppendResult>>();
      try (var store = open(place, SyncPolicy.DEFAULT, files)) {
        var log = LogSteps.create(store, "a");
        for (int i = 1; i <= 300; i++) {
          positions.add(log.append(Append.of(Line.of(text(i)))));
        }
        CompletableFuture.allOf(positions.toArray(CompletableFuture[]::new)).join();
        files.cutPower(place, crashed, random);
      }
      try (var store = open(crashed, SyncPolicy.DEFAULT, files)) {
        var log = find(store, "a");
        int kept = all(log).size();
        for (int i = 1; i <= 400; i++) {
          log.append(Append.of(Line.of("new " + i))).join();
        }
        for (int i = kept; i < 300; i++) {
          var position = ((Appended) positions.get(i).join()).position();
          assertInstanceOf(Resumption.Lost.class, log.after(position), "record " + (i + 1));
        }
      }
    }
  }
}
