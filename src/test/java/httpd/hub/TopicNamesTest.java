package httpd.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.HttpException;
import httpd.PercentEncoding;
import httpd.Request;
import httpd.hub.HubEngine.HubPlace;
import httpd.line.Poll;
import httpd.topic.TopicRights;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Hubs", "Several topics": what a request may name. */
class TopicNamesTest {

  private static HttpException refused(HubPlace place, String target) {
    return assertThrows(HttpException.class, () -> place.hub().handle(Request.get(target)), target);
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
  @ValueSource(strings = {"\n", "a\rb", "\0", "\u0085"})
  @DisplayName("K-212 a name in the path has no control character, also below a path")
  void controlCharacters(String value) throws Exception {
    try (var place = HubEngine.STORE.open()) {
      var below = PercentEncoding.encode(value);
      for (var params : List.of(Map.of("room", value), Map.of(Request.BELOW, below))) {
        var request = Request.post("/", "x").withRoute("/{room}", params);
        var refused = assertThrows(HttpException.class, () -> place.hub().handle(request));
        assertEquals(400, refused.status());
      }
      assertEquals(List.of(), place.store().names());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*", "**", "..", ".", "a,b", " ", "%", "A", "CON", "a/../b", "ß\ud83d\ude00"})
  @DisplayName("K-210, K-210.1 any other name is itself, in a query, in a path, and on disk")
  void strangeNames(String name) throws Exception {
    try (var place = HubEngine.DISK.open()) {
      var room = Request.post("/", "x").withRoute("/{room}", Map.of("room", name));
      assertEquals(201, place.hub().handle(room).status());
      var topic = place.store().names().getFirst();
      assertEquals(name.replace("%", "%25").replace("/", "%2F"), topic);
      try (var again = place.restart();
          var reader =
              HubReader.of(
                  again.hub(),
                  Request.get("/?last=1").withRoute("/{room}", Map.of("room", name)))) {
        reader.readOne();
        assertEquals("x\n", new String(reader.bytes(), UTF_8));
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
            HubReader.dataByTopic(reader.read(2).events()));
        assertEquals(2, reader.read().events().size());
      }
    }
  }
}
