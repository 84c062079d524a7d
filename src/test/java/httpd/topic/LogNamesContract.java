package httpd.topic;

import static httpd.topic.LogSteps.add;
import static httpd.topic.LogSteps.after;
import static httpd.topic.LogSteps.all;
import static httpd.topic.LogSteps.count;
import static httpd.topic.LogSteps.find;
import static httpd.topic.LogSteps.lines;
import static httpd.topic.LogSteps.numbers;
import static httpd.topic.LogSteps.take;
import static httpd.topic.LogSteps.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import httpd.topic.LogStore.Blueprint;
import httpd.topic.Topic.Resumption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Logs": names, attributes, and logs that begin at a position of others. */
public interface LogNamesContract extends LogEngine {

  /** Names that a file system, a shell, a URL or a key may read otherwise than they are. */
  List<String> NAMES =
      List.of(
          "a",
          "A",
          "a ",
          " a",
          "a.",
          ".a",
          ".",
          "..",
          "...",
          "../a",
          "/",
          "/a",
          "a/",
          "a//b",
          "a/b",
          "a%2Fb",
          "%2F",
          "%",
          "%%",
          "%zz",
          "a\\b",
          "a:b",
          "{a}",
          "a}b{c",
          "*",
          "?",
          "a*",
          "[a]",
          "~",
          "-",
          "--help",
          "con",
          "nul.txt",
          "\u0000",
          "a\nb",
          "a\tb",
          "\u007f",
          "'",
          "\"",
          "$HOME",
          "`id`",
          "ä",
          "a\u0308",
          "日本",
          "\ud83d\ude00",
          "\u202e",
          "\ufeff",
          "ß",
          "ẞ",
          "İ",
          "x".repeat(255),
          "x".repeat(256),
          "x".repeat(1000),
          "ä".repeat(1000),
          "X".repeat(1000),
          "/".repeat(500),
          "lock",
          "format",
          "index",
          "deleted",
          "tmp",
          "0",
          "meta");

  @Test
  @DisplayName("LG-30 hundreds of logs do not disturb each other")
  default void many() throws Exception {
    int logs = 600;
    try (var store = openQuick()) {
      for (int i = 0; i < logs; i++) {
        LogSteps.create(store, "log/" + i, "first of " + i);
      }
      for (int i = 0; i < logs; i++) {
        add(find(store, "log/" + i), "second of " + i);
      }
      assertEquals(logs, store.names().size());
      for (int i = 0; i < logs; i += 2) {
        find(store, "log/" + i).delete();
      }
      assertEquals(logs / 2, store.names().size());
      for (int i = 0; i < logs; i++) {
        var log = store.find("log/" + i);
        if (i % 2 == 0) {
          assertNull(log, "log/" + i);
        } else {
          assertEquals(List.of("first of " + i, "second of " + i), all(find(store, "log/" + i)));
        }
      }
    }
  }

  @Test
  @DisplayName("LG-31 a name is any text, and each text names a log of its own")
  default void names() throws Exception {
    try (var store = open()) {
      for (var name : NAMES) {
        var log = LogSteps.create(store, name, "of " + name);
        assertEquals(name, log.name());
      }
      checkNames(store);
      if (isDurable()) {
        store.close();
        try (var again = openAgain()) {
          checkNames(again);
          for (var name : NAMES) {
            find(again, name).delete();
            assertNull(again.find(name), name);
          }
          assertEquals(List.of(), again.names());
        }
      }
    }
  }

  private static void checkNames(LogStore store) throws Exception {
    assertEquals(NAMES.stream().sorted().toList(), store.names());
    for (var name : NAMES) {
      var log = find(store, name);
      assertEquals(name, log.name());
      assertEquals(List.of("of " + name), all(log), name);
    }
  }

  @Test
  @DisplayName("LG-32 attributes and their values are any text; a change is there for all at once")
  default void anyAttributes() throws Exception {
    var texts = new HashMap<String, String>();
    for (var name : NAMES) {
      texts.put(name, "value of " + name);
    }
    texts.put("", "");
    texts.put("a=b", "c=d\r\ne=f");
    texts.put("long", "ä".repeat(20_000));
    try (var store = open()) {
      var log = store.create("a", new Blueprint(texts, null, Append.of(lines("1")))).log();
      assertEquals(texts, log.attributes());
      texts.put("a=b", "");
      log.set("a=b", "");
      texts.remove("..");
      log.set("..", null);
      log.set("never was", null);
      assertEquals(texts, find(store, "a").attributes());
      together(
          4,
          thread -> {
            for (int i = 0; i < 25; i++) {
              log.add("sum", 1);
              log.set("of " + thread, "" + i);
            }
          });
      assertEquals(100, log.add("sum", 0));
      for (int thread = 0; thread < 4; thread++) {
        texts.put("of " + thread, "24");
      }
      assertEquals(texts, log.attributes());
      assertEquals(Long.MAX_VALUE, log.add("large", Long.MAX_VALUE));
      assertEquals(0, log.add("large", -Long.MAX_VALUE));
    }
  }

  @Test
  @DisplayName("LG-33 a log may begin at each position of another; what is before is lost in it")
  default void beginEverywhere() throws Exception {
    try (var store = open()) {
      var log = LogSteps.create(store, "a");
      var positions = new ArrayList<>(List.of(log.bounds().oldest()));
      positions.addAll(count(log, 1, 8));
      for (int i = 0; i < positions.size(); i++) {
        var begin = positions.get(i);
        var blueprint = new Blueprint(Map.of(), begin, Append.of(List.of()));
        var fork = store.create("fork " + i, blueprint).log();
        assertEquals(new Topic.Bounds(begin, begin), fork.bounds());
        var appended = count(fork, i + 1, i + 3);
        assertEquals(new Topic.Bounds(begin, appended.getLast()), fork.bounds());
        try (var source = after(fork, begin)) {
          assertEquals(numbers(i + 1, i + 3), take(source, 3));
        }
        for (int before = 0; before < i; before++) {
          assertInstanceOf(Resumption.Lost.class, fork.after(positions.get(before)));
        }
        var blueprintOfFork = new Blueprint(Map.of(), appended.get(1), Append.of(lines("end")));
        var forkOfFork = store.create("fork of fork " + i, blueprintOfFork).log();
        assertEquals(appended.get(1), forkOfFork.bounds().oldest());
        assertEquals(List.of("end"), all(forkOfFork));
      }
      assertEquals(numbers(1, 8), all(log));
    }
  }

  @Test
  @DisplayName("LG-34 of those who create a log at once, one creates it and all find the same")
  default void creators() throws Exception {
    try (var store = open()) {
      for (int round = 0; round < 20; round++) {
        var name = "log " + round;
        var created = new AtomicInteger();
        together(
            6,
            thread -> {
              var blueprint = new Blueprint(Map.of(), null, Append.of(lines("1", "2")));
              var creation = store.create(name, blueprint);
              created.addAndGet(creation.isNew() ? 1 : 0);
              assertEquals(List.of("1", "2"), all(creation.log()).subList(0, 2));
              add(creation.log(), "x");
            });
        assertEquals(1, created.get());
        assertEquals(8, find(store, name).state().records());
      }
    }
  }
}
