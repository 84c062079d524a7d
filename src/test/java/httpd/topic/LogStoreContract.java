package httpd.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.blocking.BlockingReader;
import httpd.topic.Append.Producer;
import httpd.topic.AppendResult.Appended;
import httpd.topic.AppendResult.Closed;
import httpd.topic.AppendResult.Duplicate;
import httpd.topic.AppendResult.Gap;
import httpd.topic.AppendResult.IdTaken;
import httpd.topic.AppendResult.OutOfSequence;
import httpd.topic.AppendResult.StaleEpoch;
import httpd.topic.AppendResult.WrongFirstNumber;
import httpd.topic.LogStore.Blueprint;
import httpd.topic.Topic.Resumption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Logs": what every engine does. Each engine's test implements this. */
public interface LogStoreContract
    extends LogBoundsContract,
        LogReadersContract,
        LogNamesContract,
        LogRacesContract,
        LogReopenContract,
        LogModelContract,
        LogFanOutContract {

  private static Log create(LogStore store, String name, String... records) throws Exception {
    var creation = store.create(name, blueprint(records));
    assertTrue(creation.isNew());
    return creation.log();
  }

  private static Blueprint blueprint(String... records) {
    return new Blueprint(Map.of(), null, Append.of(lines(records)));
  }

  private static List<Line> lines(String... records) {
    return List.of(records).stream().map(Line::of).toList();
  }

  private static AppendResult append(Log log, String... records) {
    return log.append(Append.of(lines(records))).join();
  }

  private static String position(AppendResult result) {
    return assertInstanceOf(Appended.class, result).position();
  }

  private static AppendResult append(Log log, @Nullable Producer producer, @Nullable String seq) {
    return log.append(new Append(lines("x"), producer, seq, null, false)).join();
  }

  private static LineSource after(Log log, String position) throws Exception {
    return assertInstanceOf(Resumption.Found.class, log.after(position)).source();
  }

  /** The next records, as many as are asked for. */
  private static List<String> take(LineSource source, int count) throws Exception {
    var texts = new ArrayList<String>();
    while (texts.size() < count) {
      if (next(source) instanceof Line line) {
        texts.add(line.text());
      }
    }
    return texts;
  }

  private static Poll next(LineSource source) throws Exception {
    Poll poll = BlockingReader.next(source);
    while (poll instanceof Poll.Pending) {
      poll = BlockingReader.next(source);
    }
    return poll;
  }

  @Test
  @DisplayName("LG-1 a log is found by its name once it is created, and creating it again finds it")
  default void found() throws Exception {
    try (var store = open()) {
      assertNull(store.find("a/b c"));
      var log = create(store, "a/b c");
      var again = store.create("a/b c", blueprint("not this"));
      assertFalse(again.isNew());
      assertEquals(0, again.log().state().records());
      assertEquals("a/b c", existing(store.find("a/b c")).name());
      assertEquals(List.of("a/b c"), store.names());
      log.delete();
      assertNull(store.find("a/b c"));
      assertEquals(List.of(), store.names());
    }
  }

  private static Log existing(@Nullable Log log) {
    assertNotNull(log);
    return log;
  }

  @Test
  @DisplayName("LG-2 readers get the records after their position, then those that come, in order")
  default void read() throws Exception {
    try (var store = open()) {
      var log = create(store, "a", "1", "2");
      var two = log.bounds().newest();
      position(append(log, "3"));
      try (var early = after(log, log.bounds().oldest());
          var late = after(log, two)) {
        assertEquals(List.of("1", "2", "3"), take(early, 3));
        assertEquals(List.of("3"), take(late, 1));
        position(append(log, "4", "5"));
        assertEquals(List.of("4", "5"), take(early, 2));
        assertEquals(List.of("4", "5"), take(late, 2));
      }
    }
  }

  @Test
  @DisplayName("LG-3 a record keeps its bytes: empty, line feeds, 300 kB, not UTF-8")
  default void bytes() throws Exception {
    var records =
        List.of(
            new byte[0],
            "a\nb\r\n".getBytes(UTF_8),
            new byte[300_000],
            new byte[] {(byte) 0xff, 0});
    try (var store = open()) {
      var log = create(store, "a");
      for (byte[] record : records) {
        position(log.append(Append.of(new Line(record, Line.Ending.NONE))).join());
      }
      assertEquals(300_007, log.state().bytes());
      try (var source = after(log, log.bounds().oldest())) {
        for (byte[] record : records) {
          assertEquals(new Line(record, Line.Ending.LF), next(source));
        }
      }
    }
  }

  @Test
  @DisplayName("LG-4 readers of a closed log get what is left, then the end; it takes no more")
  default void closed() throws Exception {
    try (var store = open()) {
      var log = create(store, "a", "1");
      var closing = new Append(lines("2"), new Producer("p", 0, 0), null, null, true);
      position(log.append(closing).join());
      try (var source = after(log, log.bounds().oldest())) {
        assertEquals(List.of("1", "2"), take(source, 2));
        assertEquals(Poll.END, next(source));
      }
      assertTrue(log.state().isClosed());
      assertEquals(new Closed(log.bounds().newest()), append(log, "3"));
      assertEquals(new Duplicate(log.bounds().newest(), 0, true), log.append(closing).join());
      assertEquals(2, log.state().records());
    }
  }

  @Test
  @DisplayName("LG-5 readers of a deleted log fail; one with the same name has other positions")
  default void deleted() throws Exception {
    try (var store = open()) {
      var log = create(store, "a", "1");
      var one = log.bounds().newest();
      try (var source = after(log, one)) {
        log.delete();
        var failed = assertInstanceOf(Poll.Failed.class, next(source));
        assertInstanceOf(LogDeletedException.class, failed.cause());
      }
      var again = create(store, "a", "2");
      assertInstanceOf(Resumption.Lost.class, again.after(one));
    }
  }

  @Test
  @DisplayName("LG-6 an append of a producer is applied once, in its order and by its latest epoch")
  default void producers() throws Exception {
    try (var store = open()) {
      var log = create(store, "a");
      assertEquals(new Gap(0), append(log, new Producer("p", 0, 1), null));
      position(append(log, new Producer("p", 0, 0), null));
      position(append(log, new Producer("p", 0, 1), null));
      var end = log.bounds().newest();
      assertEquals(new Duplicate(end, 1, false), append(log, new Producer("p", 0, 0), null));
      assertEquals(new Gap(2), append(log, new Producer("p", 0, 3), null));
      assertEquals(new WrongFirstNumber(), append(log, new Producer("p", 1, 1), null));
      position(append(log, new Producer("p", 1, 0), null));
      assertEquals(new StaleEpoch(1), append(log, new Producer("p", 0, 2), null));
      position(append(log, new Producer("q", 0, 0), null));
      assertEquals(4, log.state().records());
    }
  }

  @Test
  @DisplayName("LG-7 a sequence is greater than the one before, byte by byte")
  default void sequences() throws Exception {
    try (var store = open()) {
      var log = create(store, "a");
      position(append(log, null, "09"));
      assertEquals(new OutOfSequence("09"), append(log, null, "09"));
      assertEquals(new OutOfSequence("09"), append(log, null, "0"));
      position(append(log, null, "1"));
      position(append(log, null, null));
      assertEquals(new OutOfSequence("1"), append(log, null, "09"));
    }
  }

  @Test
  @DisplayName("LG-8 an event with an id that the log has is refused; readers continue after it")
  default void ownIds() throws Exception {
    try (var store = open()) {
      var log = create(store, "a");
      var event = Line.of("id: own\ndata: 1\n");
      position(log.append(Append.of(event).withId("own")).join());
      position(append(log, "data: 2\n"));
      assertEquals(new IdTaken("own"), log.append(Append.of(event).withId("own")).join());
      try (var source = after(log, "own")) {
        assertEquals(List.of("data: 2\n"), take(source, 1));
      }
    }
  }

  @Test
  @DisplayName("LG-9 attributes and counters stay with the log")
  default void attributes() throws Exception {
    try (var store = open()) {
      var blueprint = new Blueprint(Map.of("type", "text/plain"), null, Append.of(List.of()));
      var log = store.create("a", blueprint).log();
      log.set("gone", "true");
      assertEquals(Map.of("type", "text/plain", "gone", "true"), log.attributes());
      log.set("gone", null);
      assertEquals(2, log.add("forks", 2));
      assertEquals(1, log.add("forks", -1));
      assertEquals(Map.of("type", "text/plain"), log.attributes());
    }
  }

  @Test
  @DisplayName("LG-10 a log that begins at a position of another one continues its positions")
  default void begin() throws Exception {
    try (var store = open()) {
      var source = create(store, "a", "1", "2");
      var two = source.bounds().newest();
      var blueprint = new Blueprint(Map.of(), two, Append.of(lines("b")));
      var fork = store.create("fork", blueprint).log();
      assertEquals(two, fork.bounds().oldest());
      assertTrue(fork.bounds().newest().length() >= two.length());
      try (var reader = after(fork, two)) {
        assertEquals(List.of("b"), take(reader, 1));
      }
    }
  }
}
