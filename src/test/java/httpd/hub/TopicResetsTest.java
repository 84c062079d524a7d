package httpd.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.HttpException;
import httpd.Request;
import httpd.hub.HubEngine.HubPlace;
import httpd.line.Poll;
import httpd.live.Presentation;
import httpd.live.SlowReaderPolicy;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Hubs", "Several topics": where a client comes back, and what it is told of losses. */
class TopicResetsTest {

  private static HttpException refused(HubPlace place, String target) {
    return assertThrows(HttpException.class, () -> place.hub().handle(Request.get(target)), target);
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
          HubReader.dataByTopic(events.subList(1, 5)));
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
              HubReader.dataByTopic(reader.read(4).events()));
          assertTrue(
              new String(reader.bytes(), UTF_8).contains(": topic \"a\": 7 events were dropped"));
        }
      }
    }
  }
}
