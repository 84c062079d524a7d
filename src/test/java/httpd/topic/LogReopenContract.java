package httpd.topic;

import static httpd.topic.LogSteps.add;
import static httpd.topic.LogSteps.after;
import static httpd.topic.LogSteps.all;
import static httpd.topic.LogSteps.append;
import static httpd.topic.LogSteps.count;
import static httpd.topic.LogSteps.find;
import static httpd.topic.LogSteps.lines;
import static httpd.topic.LogSteps.numbers;
import static httpd.topic.LogSteps.position;
import static httpd.topic.LogSteps.take;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.line.Line;
import httpd.line.Poll;
import httpd.testing.Take;
import httpd.topic.Append.Producer;
import httpd.topic.AppendResult.Closed;
import httpd.topic.AppendResult.Duplicate;
import httpd.topic.AppendResult.Gap;
import httpd.topic.AppendResult.IdTaken;
import httpd.topic.AppendResult.OutOfSequence;
import httpd.topic.AppendResult.StaleEpoch;
import httpd.topic.LogStore.Blueprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Logs": what a store that was closed and opened again still knows. */
public interface LogReopenContract extends LogEngine {

  /** Closes a store and opens it again. */
  private LogStore again(LogStore store) throws Exception {
    store.close();
    return openAgain();
  }

  @Test
  @DisplayName("LG-50 records, positions, attributes and counters outlive the store")
  default void outliveTheStore() throws Exception {
    assumeTrue(isDurable());
    var store = open();
    var blueprint = new Blueprint(Map.of("type", "a/b"), null, Append.of(lines("1", "2")));
    var log = store.create("a", blueprint).log();
    var positions = new ArrayList<>(List.of(log.bounds().oldest(), log.bounds().newest()));
    log.set("more", "x\ny");
    log.add("n", 41);
    for (int round = 0; round < 5; round++) {
      int last = 2 + 10 * round;
      positions.addAll(count(log, last + 1, last + 10));
      var state = log.state();
      store = again(store);
      log = find(store, "a");
      assertEquals(state, log.state(), "round " + round);
      assertEquals(Map.of("type", "a/b", "more", "x\ny"), log.attributes());
      assertEquals(42 + round, log.add("n", 1));
      assertEquals(numbers(1, last + 10), all(log));
    }
    for (int i = 1; i < positions.size(); i++) {
      try (var source = after(log, positions.get(i))) {
        assertEquals(numbers(i + 2, 52), take(source, 51 - i));
        assertEquals(positions.getLast(), source.position());
      }
    }
    store.close();
  }

  @Test
  @DisplayName("LG-51 what is known of producers, sequences and own ids outlives the store")
  default void writersOutliveTheStore() throws Exception {
    assumeTrue(isDurable());
    var store = open();
    var log = LogSteps.create(store, "a");
    for (int i = 0; i < 3; i++) {
      position(append(log, new Append(lines("x"), new Producer("p", 2, i), null, null, false)));
    }
    position(append(log, new Append(lines("x"), null, "m", null, false)));
    var event = Line.of("id: own\ndata: 1\n");
    position(append(log, Append.of(event).withId("own")));
    var end = add(log, "data: 2\n");
    store = again(store);
    log = find(store, "a");
    assertEquals(new Duplicate(end, 2, false), append(log, of(new Producer("p", 2, 1), null)));
    assertEquals(new Gap(3), append(log, of(new Producer("p", 2, 4), null)));
    assertEquals(new StaleEpoch(2), append(log, of(new Producer("p", 1, 0), null)));
    assertEquals(new OutOfSequence("m"), append(log, of(null, "m")));
    assertEquals(new IdTaken("own"), append(log, Append.of(event).withId("own")));
    try (var source = after(log, "own")) {
      assertEquals(List.of("data: 2\n"), take(source, 1));
    }
    var closing = new Append(lines("end"), new Producer("p", 2, 3), "n", null, true);
    end = position(append(log, closing));
    store = again(store);
    log = find(store, "a");
    assertEquals(new Duplicate(end, 3, true), append(log, closing));
    assertEquals(new Closed(end), append(log, of(new Producer("p", 2, 4), "o")));
    try (var source = log.last(1)) {
      assertEquals("end", Take.line(source));
      assertEquals(Poll.END, Take.next(source));
    }
    store.close();
  }

  private static Append of(Producer producer, String sequence) {
    return new Append(lines("x"), producer, sequence, null, false);
  }

  @Test
  @DisplayName("LG-52 a deleted log stays deleted, and a log with its name has other positions")
  default void deletedStaysDeleted() throws Exception {
    assumeTrue(isDurable());
    var store = open();
    var log = LogSteps.create(store, "a", "1");
    var one = log.bounds().newest();
    LogSteps.create(store, "b", "1");
    log.delete();
    store = again(store);
    assertNull(store.find("a"));
    assertEquals(List.of("b"), store.names());
    log = LogSteps.create(store, "a", "2");
    assertInstanceOf(Topic.Resumption.Lost.class, log.after(one));
    var two = log.bounds();
    store = again(store);
    assertEquals(two, find(store, "a").bounds());
    assertEquals(List.of("2"), all(find(store, "a")));
    assertFalse(store.create("b", new Blueprint(Map.of(), null, Append.of(List.of()))).isNew());
    store.close();
  }

  @Test
  @DisplayName("LG-53 a log that begins at a position of another one does so in the next store too")
  default void beginOutlivesTheStore() throws Exception {
    assumeTrue(isDurable());
    var store = open();
    var log = LogSteps.create(store, "a", "1", "2");
    var two = log.bounds().newest();
    store.create("fork", new Blueprint(Map.of(), two, Append.of(List.of())));
    store = again(store);
    var fork = find(store, "fork");
    assertEquals(new Topic.Bounds(two, two), fork.bounds());
    var three = add(fork, "3");
    store = again(store);
    assertEquals(new Topic.Bounds(two, three), find(store, "fork").bounds());
    try (var source = after(find(store, "fork"), two)) {
      assertEquals(List.of("3"), take(source, 1));
    }
    store.close();
  }

  @Test
  @DisplayName("LG-55 readers of what an earlier store has written go over to what is new")
  default void fromTheEarlierStore() throws Exception {
    assumeTrue(isDurable());
    var store = open();
    count(LogSteps.create(store, "a"), 1, 1_000);
    for (int round = 0; round < 3; round++) {
      store = again(store);
      var log = find(store, "a");
      int first = 1_000 * (round + 1);
      new JoiningReaders(log, first, first + 1_000).run(4);
      assertEquals(numbers(1, first + 1_000), all(log));
      assertEquals(0, log.readers());
    }
    store.close();
  }
}
