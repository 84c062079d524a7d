package httpd.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.hub.HubEngine.HubPlace;
import httpd.line.Poll;
import httpd.live.Presentation;
import httpd.live.SlowReaderPolicy;
import httpd.testing.EventStreamParser.Event;
import httpd.topic.TopicRights;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Hubs", "Several topics". */
class SeveralTopicsTest {

  private static String topicOf(Event event) {
    var name = event.lastEventId().split("\\.", -1)[0];
    return URLDecoder.decode(name.replace('_', '%'), UTF_8);
  }

  private static HttpException refused(HubPlace place, String target) {
    return assertThrows(HttpException.class, () -> place.hub().handle(Request.get(target)), target);
  }

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
      assertEquals(Map.of("a", List.of("1", "4"), "b/c.d_e", List.of("2")), dataByTopic(events));
      assertTrue(events.stream().allMatch(e -> e.lastEventId().matches("[0-9A-Za-z._-]+")));
    }
  }

  private static Map<String, List<String>> dataByTopic(List<Event> events) {
    var data = new HashMap<String, List<String>>();
    for (var event : events) {
      data.computeIfAbsent(topicOf(event), topic -> new ArrayList<>()).add(event.data());
    }
    return data;
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
          dataByTopic(events)
              .forEach((topic, data) ->
                  got.computeIfAbsent(topic, name -> new ArrayList<>()).addAll(data));
          id = reader.lastEventId().isEmpty() ? id : reader.lastEventId();
        }
      }
      try (var reader =
          HubReader.events(place.hub(), "topic=a&topic=b&topic=c/d&topic=late/*", id)) {
        dataByTopic(reader.read(count(sent) - count(got)).events())
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
            dataByTopic(one.read(2).events()));
        assertEquals(
            Map.of("chat/a", List.of("old", "3"), "chat/b", List.of("1"), "chat/b/c", List.of("2")),
            dataByTopic(all.read(4).events()));
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

  @Test
  @DisplayName("K-213 one stream has at most 64 topics; the 400 names the bound")
  void tooMany() throws Exception {
    try (var place = HubEngine.STORE.open()) {
      var named = new StringBuilder("/?as=sse");
      for (int i = 0; i < 65; i++) {
        named.append("&topic=t").append(i);
        HubReader.publish(place.hub(), "t" + i, "x");
      }
      for (var target : List.of(named.toString(), "/?topic=t*", "/?topic=**&presence")) {
        var refused = refused(place, target);
        assertEquals(400, refused.status());
        assertTrue(refused.getMessage().contains("at most 64"), refused.getMessage());
      }
      HubReader.events(place.hub(), named.substring(0, named.lastIndexOf("&")), null).close();
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("K-213.1 a stream that a 65th topic would join is cut")
  void cutByOneMore(HubEngine engine) throws Exception {
    try (var place = engine.open()) {
      for (int i = 0; i < 64; i++) {
        HubReader.publish(place.hub(), "t" + i, "x");
      }
      try (var reader = HubReader.events(place.hub(), "topic=*", null)) {
        reader.read();
        assertEquals("64", reader.response().headers().get("Httpd-Topics"));
        HubReader.publish(place.hub(), "one-more", "x");
        assertInstanceOf(Poll.Failed.class, reader.next());
      }
    }
  }

  @Test
  @DisplayName("K-218 a reset names the topics that lost events, and no other")
  void resets() throws Exception {
    var hub = new HubHandler("hub:", 3, Presentation.DEFAULT);
    HubReader.publish(hub, "a", "1");
    HubReader.publish(hub, "b", "1");
    String id;
    try (var reader = HubReader.events(hub, "topic=a&topic=b", null)) {
      id = reader.read().lastEventId();
    }
    HubReader.publish(hub, "a", "2");
    for (int i = 2; i < 8; i++) {
      HubReader.publish(hub, "b", "" + i);
    }
    try (var reader = HubReader.events(hub, "topic=a&topic=b", id)) {
      var events = reader.read(5).events();
      assertEquals("reset", events.getFirst().type());
      assertTrue(
          events
              .getFirst()
              .data()
              .matches(
                  "\\{\"topics\":\\[\\{\"topic\":\"b\",\"oldest\":\"[0-9a-z]+-4\",\"newest\":\"[0-9a-z]+-7\"\\}\\],\"gone\":0\\}"),
          events.getFirst().data());
      assertEquals(
          Map.of("a", List.of("2"), "b", List.of("5", "6", "7")),
          dataByTopic(events.subList(1, 5)));
    }
    try (var reader = HubReader.events(hub, "topic=a", id)) {
      assertEquals("reset", reader.read(1).events().getFirst().type());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "7", "a.b", ".", "a-1", "%", "a..", "ä.aaaaaaaax-1"})
  @DisplayName(
      "K-218.1 an id that is not of such a stream, or of another, is answered with a reset")
  void foreignIds(String id) throws Exception {
    try (var place = HubEngine.STORE.open()) {
      HubReader.publish(place.hub(), "a", "1");
      HubReader.publish(place.hub(), "b", "1");
      try (var reader = HubReader.events(place.hub(), "topic=a&topic=b", id)) {
        var events = reader.read(id.equals(".") ? 2 : 3).events();
        assertEquals(id.equals(".") ? "message" : "reset", events.getFirst().type());
        assertEquals(List.of("1", "1"), reader.data().subList(events.size() - 2, events.size()));
      }
    }
  }

  @Test
  @DisplayName("K-218.1 an id that is too long is one that is malformed")
  void longId() throws Exception {
    try (var place = HubEngine.STORE.open();
        var reader =
            HubReader.events(place.hub(), "topic=a&topic=b", "a" + ".12345678abc-1".repeat(1000))) {
      assertEquals("reset", reader.read(1).events().getFirst().type());
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
      assertEquals(Map.of("a", List.of("a"), "b", List.of("b")), dataByTopic(events));
      assertEquals("e", events.getFirst().type());
      try (var back =
          HubReader.events(place.hub(), "topic=a&topic=b", events.getFirst().lastEventId())) {
        assertEquals(events.subList(1, 2), back.read(1).events());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("K-219 plain lines begin with the topic and a tab; ?after= continues in all")
  void plain(HubEngine engine) throws Exception {
    try (var place = engine.open()) {
      HubReader.publish(place.hub(), "a", "1\n2");
      HubReader.publish(place.hub(), "b%20c", "3");
      String before;
      try (var reader = HubReader.of(place.hub(), Request.get("/?topic=*&topic=b+c&last=5"))) {
        var lines = new String(reader.read().bytes(), UTF_8).lines().sorted().toList();
        assertEquals(List.of("a\t1", "a\t2", "b c\t3"), lines);
      }
      try (var reader = HubReader.of(place.hub(), Request.get("/?topic=*"))) {
        before = reader.response().headers().get("Httpd-Position");
      }
      HubReader.publish(place.hub(), "a", "4");
      try (var reader = HubReader.of(place.hub(), Request.get("/?topic=*&after=" + before))) {
        assertEquals("a\t4\n", new String(reader.read().bytes(), UTF_8));
      }
      assertEquals(400, refused(place, "/?topic=*&after=x").status());
      assertEquals(400, refused(place, "/?topic=*&after=.&last=1").status());
    }
  }

  @Test
  @DisplayName("K-219.1 lines that are gone are a 410 that names where what is kept begins")
  void gone() throws Exception {
    var hub = new HubHandler("hub:", 3, Presentation.DEFAULT);
    HubReader.publish(hub, "a", "1");
    String before;
    try (var reader = HubReader.of(hub, Request.get("/?topic=a&topic=b"))) {
      before = reader.response().headers().get("Httpd-Position");
    }
    IntStream.range(2, 9).forEach(i -> unchecked(hub, "a", "" + i));
    var refused =
        assertThrows(
            HttpException.class,
            () -> hub.handle(Request.get("/?topic=a&topic=b&after=" + before)));
    assertEquals(410, refused.status());
    var oldest = refused.headers().get("Httpd-Oldest");
    try (var reader = HubReader.of(hub, Request.get("/?topic=a&topic=b&after=" + oldest))) {
      assertEquals("a\t6\na\t7\na\t8\n", new String(reader.read().bytes(), UTF_8));
    }
  }

  private static void unchecked(HubHandler hub, String topic, String data) {
    try {
      HubReader.publish(hub, topic, data);
    } catch (Exception e) {
      throw new AssertionError(e);
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
            dataByTopic(reader.read(4).events()));
      }
    }
  }

  @Test
  @DisplayName("K-221 a slow client is cut, or is told which topic lost events")
  void slow() throws Exception {
    for (var slow : SlowReaderPolicy.values()) {
      var hub = new HubHandler("hub:", 3, Presentation.DEFAULT.withSlow(slow));
      try (var reader = HubReader.events(hub, "topic=a&topic=b", null)) {
        reader.read();
        HubReader.publish(hub, "b", "kept");
        for (int i = 0; i < 10; i++) {
          HubReader.publish(hub, "a", "" + i);
        }
        if (slow == SlowReaderPolicy.CUT) {
          reader.read();
          assertInstanceOf(Poll.Failed.class, reader.next());
        } else {
          assertEquals(
              Map.of("a", List.of("7", "8", "9"), "b", List.of("kept")),
              dataByTopic(reader.read(4).events()));
          assertTrue(
              new String(reader.bytes(), UTF_8).contains(": topic \"a\": 7 events were dropped"));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/?topic=a&topic=b",
        "/?topic=*",
        "/?topic=",
        "/?topic=a%0Ab",
        "/?topic=%00",
        "/?topic=a**b"
      })
  @DisplayName("K-211.1, K-212 a publication goes to one topic with a name; all else is a 400")
  void publications(String target) throws Exception {
    try (var place = HubEngine.STORE.open()) {
      var refused =
          assertThrows(HttpException.class, () -> place.hub().handle(Request.post(target, "x")));
      assertEquals(400, refused.status());
      assertEquals(List.of(), place.store().names());
    }
  }

  @Test
  @DisplayName("K-212 a name has at most 256 characters, a pattern at most 8 wildcards")
  void names() throws Exception {
    try (var place = HubEngine.STORE.open()) {
      assertEquals(400, refused(place, "/?topic=" + "a".repeat(257)).status());
      assertEquals(400, refused(place, "/?topic=" + "a*".repeat(9)).status());
      HubReader.events(place.hub(), "topic=" + "a*".repeat(8), null).close();
      HubReader.publish(place.hub(), "a".repeat(256), "x");
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
            dataByTopic(reader.read(2).events()));
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
            dataByTopic(reader.read(4).events()));
      }
    }
  }

  @Test
  @DisplayName("K-223 a topic without a right is a 403; patterns match those with one")
  void rights() throws Exception {
    try (var place = HubEngine.STORE.open()) {
      var rights =
          new TopicRights() {
            @Override
            public boolean maySubscribe(String topic) {
              return topic.startsWith("open");
            }

            @Override
            public void checkSubscribe(String topic) {
              check(maySubscribe(topic));
            }

            @Override
            public void checkSubscribeSome() {}

            @Override
            public void checkPublish(String topic) {
              check(topic.equals("open"));
            }

            private static void check(boolean open) {
              if (!open) {
                throw new HttpException(403, "no right");
              }
            }
          };
      HubReader.publish(place.hub(), "secret", "1");
      Handler guarded = request -> place.hub().handle(request.with(TopicRights.KEY, rights));
      for (var request :
          List.of(
              Request.post("/?topic=secret", "x"),
              Request.post("/?topic=open-2", "x"),
              Request.get("/?topic=secret"),
              Request.get("/?topic=secret&presence"),
              Request.get("/?topic=open&topic=secret"))) {
        var refused = assertThrows(HttpException.class, () -> guarded.handle(request));
        assertEquals(403, refused.status());
      }
      try (var reader = HubReader.events(guarded, "topic=**&last=9", null)) {
        HubReader.publish(guarded, "open", "2");
        HubReader.publish(place.hub(), "secret-2", "3");
        HubReader.publish(place.hub(), "open/x", "4");
        assertEquals(
            Map.of("open", List.of("2"), "open/x", List.of("4")),
            dataByTopic(reader.read(2).events()));
        assertEquals(2, reader.read().events().size());
      }
    }
  }
}
