package httpd.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.limit.Limits;
import httpd.live.Presentation;
import httpd.topic.MemoryLogStore;
import httpd.topic.Retention;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Hubs", "Several topics": topics that are created and deleted while they are read. */
class LateTopicsTest {

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

  @ParameterizedTest
  @ValueSource(strings = {"topic=*", "topic=a&topic=b", "topic=b&topic=*"})
  @DisplayName("K-214 a topic that is created while a stream is opened is in it once")
  void createdWhileOpening(String query) throws Exception {
    var store = new MemoryLogStore(Retention.ALL);
    var publisher = new AtomicReference<HubHandler>();
    var creating =
        new FakeLogStore(store, (append, result) -> result) {
          @Override
          public List<String> names() throws IOException {
            var hub = publisher.getAndSet(null);
            if (hub != null) {
              publish(hub, "1");
              publish(hub, "2");
            }
            return super.names();
          }
        };
    var hub = HubHandler.over(creating, "hub:store", Presentation.DEFAULT);
    HubReader.publish(hub, "a", "0");
    publisher.set(hub);
    try (var reader = HubReader.events(hub, query + "&last=9", null)) {
      publish(hub, "3");
      assertEquals(
          Map.of("a", List.of("0"), "b", List.of("1", "2", "3")),
          HubReader.dataByTopic(reader.read(4).events()));
      assertEquals(4, reader.read().events().size());
    } finally {
      store.close();
    }
  }

  private static void publish(HubHandler hub, String data) throws IOException {
    try {
      HubReader.publish(hub, "b", data);
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
