package httpd.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.HttpException;
import httpd.Request;
import httpd.limit.Limits;
import httpd.live.Presentation;
import httpd.topic.MemoryLogStore;
import httpd.topic.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Hubs", "Several topics": what a stream has. */
class SeveralTopicsTest {

  @ParameterizedTest
  @EnumSource
  @DisplayName("K-210 ?topic= names a topic, for a publisher and a subscriber")
  void oneTopic(HubEngine engine) throws Exception {
    try (var place = engine.open();
        var reader = HubReader.events(place.hub(), "topic=a", null)) {
      HubReader.publish(place.hub(), "b", "for b");
      HubReader.publish(place.hub(), "a", "for a");
      assertEquals(List.of("for a"), reader.read(1).data());
      HubReader.publish(place.hub(), "a", "more");
      try (var back = HubReader.events(place.hub(), "topic=a", reader.lastEventId())) {
        assertEquals(List.of("more"), back.read(1).data());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "K-210, K-214, K-216, K-216.1, K-222 one stream has the events of several topics, each with"
          + " its topic")
  void severalTopics(HubEngine engine) throws Exception {
    try (var place = engine.open();
        var reader = HubReader.events(place.hub(), "topic=a&topic=b%2Fc.d_e", null)) {
      assertEquals("2", reader.response().headers().get("Httpd-Topics"));
      HubReader.publish(place.hub(), "a", "1");
      HubReader.publish(place.hub(), "b%2Fc.d_e", "2");
      HubReader.publish(place.hub(), "other", "3");
      HubReader.publish(place.hub(), "a", "4");
      var events = reader.read(3).events();
      assertEquals(
          Map.of("a", List.of("1", "4"), "b/c.d_e", List.of("2")), HubReader.dataByTopic(events));
      assertTrue(events.stream().allMatch(e -> e.lastEventId().matches("[0-9A-Za-z._-]+")));
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("K-214, K-217 random publications and cuts: each event once, in order in its topic")
  void randomCuts(HubEngine engine) throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var topics = List.of("a", "b", "c/d", "late/1", "late/2");
    var sent = new HashMap<String, List<String>>();
    var got = new HashMap<String, List<String>>();
    String id = null;
    try (var place = engine.open()) {
      HubReader.publish(place.hub(), "a", "before");
      int number = 0;
      for (int round = 0; round < 60; round++) {
        try (var reader =
            HubReader.events(place.hub(), "topic=a&topic=b&topic=c/d&topic=late/*", id)) {
          reader.readAtMost(1);
          int most = random.nextInt(20);
          for (int i = random.nextInt(12); i > 0; i--) {
            var topic = topics.get(random.nextInt(round < 20 ? 3 : 5));
            var data = "event " + number++;
            HubReader.publish(place.hub(), topic, data);
            sent.computeIfAbsent(topic, name -> new ArrayList<>()).add(data);
            for (int j = random.nextInt(3); j > 0 && most > 0; j--, most--) {
              reader.readAtMost(1);
            }
          }
          var events = reader.events();
          assertFalse(events.stream().anyMatch(e -> e.type().equals("reset")), "seed " + seed);
          HubReader.dataByTopic(events)
              .forEach((topic, data) ->
                  got.computeIfAbsent(topic, name -> new ArrayList<>()).addAll(data));
          id = reader.lastEventId().isEmpty() ? id : reader.lastEventId();
        }
      }
      try (var reader =
          HubReader.events(place.hub(), "topic=a&topic=b&topic=c/d&topic=late/*", id)) {
        HubReader.dataByTopic(reader.read(count(sent) - count(got)).events())
            .forEach((topic, data) ->
                got.computeIfAbsent(topic, name -> new ArrayList<>()).addAll(data));
      }
    }
    assertEquals(sent, got, "seed " + seed);
  }

  private static int count(Map<String, List<String>> data) {
    return data.values().stream().mapToInt(List::size).sum();
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("K-211, K-215 a topic that is created later and matches joins with its first event")
  void lateTopics(HubEngine engine) throws Exception {
    try (var place = engine.open()) {
      HubReader.publish(place.hub(), "chat/a", "old");
      try (var one = HubReader.events(place.hub(), "topic=chat/*", null);
          var all = HubReader.events(place.hub(), "topic=**&last=10", null)) {
        HubReader.publish(place.hub(), "chat/b", "1");
        HubReader.publish(place.hub(), "chat/b/c", "2");
        HubReader.publish(place.hub(), "chat/a", "3");
        assertEquals(
            Map.of("chat/a", List.of("3"), "chat/b", List.of("1")),
            HubReader.dataByTopic(one.read(2).events()));
        assertEquals(
            Map.of("chat/a", List.of("old", "3"), "chat/b", List.of("1"), "chat/b/c", List.of("2")),
            HubReader.dataByTopic(all.read(4).events()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("K-217 a topic that was created while the client was away is new: all of it follows")
  void createdMeanwhile(HubEngine engine) throws Exception {
    try (var place = engine.open()) {
      HubReader.publish(place.hub(), "a", "old");
      String id;
      try (var reader = HubReader.events(place.hub(), "topic=*", null)) {
        id = reader.read().lastEventId();
      }
      HubReader.publish(place.hub(), "b", "new");
      HubReader.publish(place.hub(), "b", "newer");
      try (var reader = HubReader.events(place.hub(), "topic=*", id)) {
        assertEquals(List.of("new", "newer"), reader.read(2).data());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("K-216.2 own ids are of one topic: the same one may be in two, and is in no id")
  void ownIds(HubEngine engine) throws Exception {
    try (var place = engine.open();
        var reader = HubReader.events(place.hub(), "topic=a&topic=b", null)) {
      for (var topic : List.of("a", "b")) {
        var json = "{\"id\":\"7\",\"event\":\"e\",\"data\":\"" + topic + "\"}";
        var request =
            Request.post("/?topic=" + topic, json).withHeader("Content-Type", "application/json");
        assertEquals(201, place.hub().handle(request).status());
        var again = assertThrows(HttpException.class, () -> place.hub().handle(request));
        assertEquals(409, again.status());
      }
      var events = reader.read(2).events();
      assertEquals(Map.of("a", List.of("a"), "b", List.of("b")), HubReader.dataByTopic(events));
      assertEquals("e", events.getFirst().type());
      try (var back =
          HubReader.events(place.hub(), "topic=a&topic=b", events.getFirst().lastEventId())) {
        assertEquals(events.subList(1, 2), back.read(1).events());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("K-220 ?last=N begins with the last N events of each topic")
  void last(HubEngine engine) throws Exception {
    try (var place = engine.open()) {
      for (int i = 0; i < 5; i++) {
        HubReader.publish(place.hub(), "a", "a" + i);
        HubReader.publish(place.hub(), "b", "b" + i);
      }
      try (var reader = HubReader.events(place.hub(), "topic=a&topic=b&last=2", null)) {
        assertEquals(
            Map.of("a", List.of("a3", "a4"), "b", List.of("b3", "b4")),
            HubReader.dataByTopic(reader.read(4).events()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("K-210.1 the path's values are one name, in the order of the path; ?topic= adds")
  void pathAndQuery(HubEngine engine) throws Exception {
    try (var place = engine.open()) {
      var params = Map.of("z", "x/y", "a", "50%");
      var room = Request.get("/?as=sse&topic=news").withRoute("/chat/{z}/{a}", params);
      try (var reader = HubReader.of(place.hub(), room)) {
        place.hub().handle(Request.post("/", "in the room").withRoute("/chat/{z}/{a}", params));
        HubReader.publish(place.hub(), "news", "news");
        assertEquals(
            Map.of("x%2Fy/50%25", List.of("in the room"), "news", List.of("news")),
            HubReader.dataByTopic(reader.read(2).events()));
      }
    }
  }

  @Test
  @DisplayName("K-215.1 a topic that is deleted leaves the stream; created again, it joins again")
  void deleted() throws Exception {
    try (var place = HubEngine.STORE.open()) {
      HubReader.publish(place.hub(), "a", "1");
      HubReader.publish(place.hub(), "b", "1");
      try (var reader = HubReader.events(place.hub(), "topic=a&topic=b&last=1", null)) {
        reader.read(2);
        place.store().find("a").delete();
        reader.readOne();
        assertTrue(new String(reader.bytes(), UTF_8).contains(": topic \"a\" was deleted"));
        HubReader.publish(place.hub(), "b", "2");
        HubReader.publish(place.hub(), "a", "new");
        assertEquals(
            Map.of("a", List.of("1", "new"), "b", List.of("1", "2")),
            HubReader.dataByTopic(reader.read(4).events()));
      }
    }
  }

  @Test
  @DisplayName("K-215.1 a topic that is deleted and created again between two looks joins again")
  void createdAgainElsewhere() throws Exception {
    var store = new MemoryLogStore(Retention.ALL);
    var hub =
        HubHandler.over(
            store, "hub:store", Presentation.DEFAULT, Limits.standard(), Duration.ofMillis(300));
    var other = HubHandler.over(store, "hub:other", Presentation.DEFAULT);
    HubReader.publish(hub, "a", "1");
    HubReader.publish(hub, "b", "1");
    try (var reader = HubReader.events(hub, "topic=*&last=1", null)) {
      reader.read(2);
      for (int i = 0; i < 10; i++) {
        store.find("a").delete();
        reader.readOne();
        HubReader.publish(other, "a", "again " + i);
        assertEquals("again " + i, reader.read(3 + i).data().getLast());
      }
    } finally {
      store.close();
    }
  }
}
