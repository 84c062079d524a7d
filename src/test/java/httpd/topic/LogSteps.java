package httpd.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.testing.Take;
import httpd.topic.AppendResult.Appended;
import httpd.topic.LogStore.Blueprint;
import httpd.topic.Topic.Resumption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What the tests of logs do again and again. */
public final class LogSteps {

  private LogSteps() {}

  /** Creates a log that does not exist. */
  public static Log create(LogStore store, String name, String... records) throws Exception {
    var blueprint = new Blueprint(Map.of(), null, Append.of(lines(records)));
    var creation = store.create(name, blueprint);
    assertTrue(creation.isNew(), name);
    return creation.log();
  }

  /** Finds a log that exists. */
  public static Log find(LogStore store, String name) throws Exception {
    var log = store.find(name);
    assertNotNull(log, name);
    return log;
  }

  public static List<Line> lines(String... records) {
    return Arrays.stream(records).map(Line::of).toList();
  }

  /** Appends as one and returns the result, which has to come in 30 s. */
  public static AppendResult append(Log log, Append append) throws Exception {
    return log.append(append).get(30, TimeUnit.SECONDS);
  }

  /** Appends records as one and returns the position after them. */
  public static String add(Log log, String... records) throws Exception {
    return position(append(log, Append.of(lines(records))));
  }

  public static String position(AppendResult result) {
    return assertInstanceOf(Appended.class, result).position();
  }

  /** Appends the numbers from {@code first} to {@code last}, and returns the position of each. */
  public static List<String> count(Log log, int first, int last) throws Exception {
    var appended = new ArrayList<String>();
    for (int i = first; i <= last; i++) {
      appended.add(add(log, "" + i));
    }
    return appended;
  }

  /** What comes after a position; fails if it is not found. */
  public static PositionedSource after(Topic log, String position) throws Exception {
    return assertInstanceOf(Resumption.Found.class, log.after(position), position).source();
  }

  /** The next records. */
  public static List<String> take(LineSource source, int count) throws InterruptedException {
    var texts = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      texts.add(Take.line(source));
    }
    return texts;
  }

  /** All records of a log now. */
  public static List<String> all(Log log) throws Exception {
    var state = log.state();
    try (var source = after(log, state.bounds().oldest())) {
      var texts = take(source, Math.toIntExact(state.records()));
      if (state.isClosed()) {
        assertEquals(Poll.END, Take.next(source));
      }
      return texts;
    }
  }

  /** The numbers from {@code first} to {@code last} as records. */
  public static List<String> numbers(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(Integer::toString).toList();
  }

  /** Something that is done at the same time as the same by other threads. */
  public interface Step {
    void run(int thread) throws Exception;
  }

  /** Runs a step on so many threads at once; fails with the first failure. */
  public static void together(int threads, Step step) throws Exception {
    var failures = new ArrayList<Throwable>();
    var start = new CyclicBarrier(threads);
    var all = new ArrayList<Thread>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      all.add(
          Thread.ofPlatform()
              .name("test-" + i)
              .start(() -> {
                try {
                  start.await();
                  step.run(number);
                } catch (Throwable failure) {
                  synchronized (failures) {
                    failures.add(failure);
                  }
                }
              }));
    }
    for (var thread : all) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw new AssertionError("of " + failures.size() + ": " + failures, failures.getFirst());
    }
  }
}
