package httpd.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import httpd.line.Line;
import httpd.topic.Append.Producer;
import httpd.topic.AppendResult.Appended;
import httpd.topic.AppendResult.IdTaken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What a log ought to have, for {@link RandomLogSteps}: lists and maps. */
final class LogModel {

  final List<String> records = new ArrayList<>();

  /** The position after each record, after the beginning; null within an append. */
  final List<String> positions = new ArrayList<>();

  final Map<String, String> attributes = new HashMap<>();
  final Map<String, Long> counters = new HashMap<>();
  private final WriterState writers = new WriterState();
  private final Set<String> ids = new HashSet<>();
  private final Map<String, Producer> producers = new HashMap<>();
  private String sequence = "";
  private int serial;

  /** A log that begins at a position. */
  LogModel(String beginning) {
    positions.add(beginning);
  }

  String end() {
    return positions.getLast();
  }

  boolean isClosed() {
    return writers.isClosed();
  }

  /** Some append, mostly one that may be applied. */
  Append someAppend(Random random) {
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> Append.of(Line.of(text(random)));
      case 3, 4 -> Append.of(someRecords(random));
      case 5, 6, 7 -> new Append(someRecords(random), producer(random), null, null, false);
      case 8 -> new Append(someRecords(random), null, nextSequence(random), null, false);
      case 9, 10 -> {
        var id = "own" + random.nextInt(40);
        yield Append.of(Line.of("id: " + id + "\ndata: " + text(random) + "\n")).withId(id);
      }
      default ->
          random.nextInt(10) > 0
              ? Append.of(List.of())
              : new Append(someRecords(random), producer(random), null, null, true);
    };
  }

  private List<Line> someRecords(Random random) {
    var lines = new ArrayList<Line>();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      lines.add(Line.of(text(random)));
    }
    return lines;
  }

  /** Each text once, some of them long. */
  private String text(Random random) {
    int length = random.nextInt(100) == 0 ? random.nextInt(200_000) : random.nextInt(40);
    return ++serial + " " + "x".repeat(length);
  }

  private Producer producer(Random random) {
    var id = "producer " + random.nextInt(3);
    var last = producers.getOrDefault(id, new Producer(id, 0, -1));
    return switch (random.nextInt(8)) {
      case 0 -> last.number() < 0 ? new Producer(id, 0, 0) : last; // A repetition.
      case 1 -> new Producer(id, last.epoch(), last.number() + 2);
      case 2 -> new Producer(id, last.epoch() + 1, random.nextInt(2));
      case 3 -> new Producer(id, Math.max(0, last.epoch() - 1), last.number() + 1);
      default -> new Producer(id, last.epoch(), last.number() + 1);
    };
  }

  private String nextSequence(Random random) {
    return random.nextInt(3) == 0 ? sequence : sequence + (char) ('a' + random.nextInt(26));
  }

  /** Compares a result with what it ought to be, and applies the append if it ought to be. */
  void check(Append append, AppendResult result) {
    var refusal = writers.refusal(append, end());
    if (refusal == null && append.id() != null && ids.contains(append.id())) {
      refusal = new IdTaken(append.id());
    }
    if (refusal != null) {
      assertEquals(refusal, result, () -> "of " + append);
      return;
    }
    if (!(result instanceof Appended(var position))) {
      throw new AssertionError(append + ": " + result);
    }
    if (append.records().isEmpty()) {
      assertEquals(end(), position);
    } else {
      assertFalse(positions.contains(position), position);
    }
    apply(append, position);
  }

  /** Takes an append over that is in the log. */
  void apply(Append append, String position) {
    writers.apply(append);
    var producer = append.producer();
    if (producer != null) {
      producers.put(producer.id(), producer);
    }
    sequence = append.sequence() == null ? sequence : append.sequence();
    if (append.id() != null) {
      ids.add(append.id());
    }
    for (var record : append.records()) {
      records.add(record.text());
      positions.add(null);
    }
    positions.set(positions.size() - 1, position);
  }

  long bytes() {
    return records.stream().mapToLong(String::length).sum();
  }
}
