package httpd.topic;

import static httpd.topic.LogSteps.add;
import static httpd.topic.LogSteps.after;
import static httpd.topic.LogSteps.append;
import static httpd.topic.LogSteps.count;
import static httpd.topic.LogSteps.numbers;
import static httpd.topic.LogSteps.position;
import static httpd.topic.LogSteps.take;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.line.Poll;
import httpd.testing.Eventually;
import httpd.testing.Take;
import httpd.topic.Topic.Bounds;
import httpd.topic.Topic.Resumption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Logs": where logs begin and end, and what a position finds. */
public interface LogBoundsContract extends LogEngine {

  private static Bounds lost(Log log, String position) throws Exception {
    return assertInstanceOf(Resumption.Lost.class, log.after(position), position).bounds();
  }

  /** A position of the same form whose number is greater. */
  private static String beyond(String position, long by) {
    int number = position.lastIndexOf('-') + 1;
    return position.substring(0, number) + (Long.parseLong(position.substring(number)) + by);
  }

  @Test
  @DisplayName("LG-20 an empty log begins where it ends; then its end is the last record")
  default void bounds() throws Exception {
    try (var store = open()) {
      var log = LogSteps.create(store, "a");
      var empty = log.bounds();
      assertEquals(empty.oldest(), empty.newest());
      assertEquals(new Log.State(empty, false, 0, 0), log.state());
      var end = empty.newest();
      for (int i = 1; i <= 20; i++) {
        var next = add(log, "123");
        assertTrue(!next.equals(end), next);
        end = next;
        assertEquals(new Bounds(empty.oldest(), end), log.bounds());
        assertEquals(new Log.State(log.bounds(), false, i, 3L * i), log.state());
      }
      assertEquals(end, position(append(log, Append.of(List.of()))), "an append of nothing");
      assertEquals(20, log.state().records());
      assertEquals(end, position(append(log, Append.closing())));
      assertEquals(new Log.State(new Bounds(empty.oldest(), end), true, 20, 60), log.state());
    }
  }

  @Test
  @DisplayName("LG-21 each position from the oldest to the newest finds all that comes after it")
  default void eachPosition() throws Exception {
    try (var store = open()) {
      var log = LogSteps.create(store, "a");
      var positions = new ArrayList<>(List.of(log.bounds().oldest()));
      positions.addAll(count(log, 1, 30));
      for (int i = 0; i <= 30; i++) {
        try (var source = after(log, positions.get(i))) {
          assertEquals(positions.get(i), source.position());
          assertEquals(numbers(i + 1, 30), take(source, 30 - i));
          assertSame(Poll.PENDING, source.poll(() -> {}));
        }
      }
      assertEquals(0, log.readers());
    }
  }

  @Test
  @DisplayName("LG-22 positions of other logs, and those beyond the end, are lost")
  default void foreign() throws Exception {
    try (var store = open()) {
      var log = LogSteps.create(store, "a", "1", "2");
      var deleted = LogSteps.create(store, "b", "1");
      var foreign = deleted.bounds();
      deleted.delete();
      var other = LogSteps.create(store, "b", "1", "2");
      assertEquals(other.bounds(), lost(other, foreign.newest()));
      assertEquals(other.bounds(), lost(other, foreign.oldest()));
      for (long by : new long[] {1, 2, 1_000_000, 999_999_999_999L}) {
        assertEquals(log.bounds(), lost(log, beyond(log.bounds().newest(), by)));
      }
    }
  }

  @Test
  @DisplayName(
      "LG-22 a position whose records were dropped is lost, and the bounds say what is left")
  default void dropped() throws Exception {
    try (var store = openSmall()) {
      var log = LogSteps.create(store, "a");
      var beginning = log.bounds().oldest();
      var filler = "x".repeat(1024);
      var positions = new ArrayList<String>();
      for (int i = 0; i < 15 * SMALL; i++) {
        positions.add(add(log, i + filler));
      }
      Eventually.isFine(() -> hasDropped(log, beginning));
      var left = log.state();
      assertTrue(left.records() >= SMALL, "kept " + left);
      assertEquals(left.bounds(), lost(log, beginning));
      assertEquals(left.bounds(), lost(log, positions.getFirst()));
      int first = positions.indexOf(left.bounds().oldest()) + 1;
      assertEquals(positions.size() - first, left.records());
      try (var rest = after(log, left.bounds().oldest())) {
        for (int i = first; i < positions.size(); i++) {
          assertEquals(List.of(i + filler), take(rest, 1));
          assertEquals(positions.get(i), rest.position());
        }
      }
    }
  }

  private static String hasDropped(Log log, String beginning) {
    try {
      return log.bounds().oldest().equals(beginning) ? "nothing was dropped" : null;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("LG-23 what cannot be a position is an illegal argument or lost, and nothing else")
  default void nonsense() throws Exception {
    try (var store = open()) {
      var log = LogSteps.create(store, "a", "1");
      var newest = log.bounds().newest();
      for (var text : List.of("", "-", "x y", "../a", "1-", "-1", "a-b-c", "\n", newest + "x")) {
        assertThrows(IllegalArgumentException.class, () -> log.after(text), text);
      }
      var epoch = newest.substring(0, newest.lastIndexOf('-') + 1);
      for (var text : List.of(epoch + "99999999999999999999999", "9".repeat(40) + "-1", "1-1-1")) {
        try {
          assertInstanceOf(Resumption.Lost.class, log.after(text), text);
        } catch (IllegalArgumentException said) {
          assertTrue(said.getMessage().contains(text), said.getMessage());
        }
      }
    }
  }

  @Test
  @DisplayName("LG-24 a reader of the last records gets that many, or all, then those that come")
  default void last() throws Exception {
    try (var store = open()) {
      var log = LogSteps.create(store, "a");
      var positions = new ArrayList<>(List.of(log.bounds().oldest()));
      positions.addAll(count(log, 1, 10));
      for (int last : new int[] {0, 1, 2, 9, 10, 11, 100_000, Integer.MAX_VALUE}) {
        int first = Math.max(0, 10 - last);
        try (var source = log.last(last)) {
          assertEquals(positions.get(first), source.position(), "last " + last);
          assertEquals(numbers(first + 1, 10), take(source, 10 - first));
          assertSame(Poll.PENDING, source.poll(() -> {}));
        }
      }
    }
  }

  @Test
  @DisplayName(
      "LG-24 once a reader of the last records has a position, no later record is left out")
  default void lastWithPosition() throws Exception {
    try (var store = open()) {
      var log = LogSteps.create(store, "a", "1", "2");
      try (var none = log.last(0);
          var one = log.last(1)) {
        assertEquals(log.bounds().newest(), none.position());
        var before = one.position();
        add(log, "3", "4");
        assertEquals(List.of("3", "4"), take(none, 2));
        assertEquals(List.of("2", "3", "4"), take(one, 3));
        try (var again = after(log, before)) {
          assertEquals(List.of("2", "3", "4"), take(again, 3));
        }
      }
    }
  }

  @Test
  @DisplayName("LG-25 the position of a reader is that of its last record, also in a batch")
  default void positions() throws Exception {
    try (var store = open()) {
      var log = LogSteps.create(store, "a", "1", "2", "3");
      add(log, "4");
      var end = add(log, "5", "6", "7");
      try (var source = after(log, log.bounds().oldest())) {
        for (int i = 1; i <= 7; i++) {
          assertEquals(Line.of("" + i), Take.next(source));
          try (var again = after(log, source.position())) {
            assertEquals(numbers(i + 1, 7), take(again, 7 - i));
          }
        }
        assertEquals(end, source.position());
      }
    }
  }
}
