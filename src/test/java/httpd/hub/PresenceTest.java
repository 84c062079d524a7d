package httpd.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Request;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import httpd.testing.Take;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Hubs", "Presence". */
class PresenceTest {

  private static String json(HubHandler hub, String query) throws Exception {
    var response = hub.handle(Request.get("/?presence&" + query));
    assertEquals("application/json", response.headers().get("Content-Type"));
    return ((Body.Text) response.body()).text().replaceAll("[0-9a-z]{8,13}-", "E:");
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("K-230 ?presence answers who listens and what is kept, for each topic")
  void counts(HubEngine engine) throws Exception {
    try (var place = engine.open()) {
      HubReader.publish(place.hub(), "a", "1");
      HubReader.publish(place.hub(), "a", "22");
      HubReader.publish(place.hub(), "b", "3");
      try (var one = HubReader.events(place.hub(), "topic=a", null).read();
          var both = HubReader.events(place.hub(), "topic=*", null).read()) {
        assertTrue(both.lastEventId().contains(one.lastEventId()));
        var a =
            "{\"topic\":\"a\",\"subscribers\":2,\"events\":2,\"bytes\":17,"
                + "\"oldest\":\"E:0\",\"newest\":\"E:2\"}";
        assertEquals("{\"topics\":[" + a + "]}\n", json(place.hub(), "topic=a"));
        assertTrue(json(place.hub(), "topic=*").contains(a));
        assertTrue(json(place.hub(), "topic=*").contains("\"topic\":\"b\",\"subscribers\":1"));
      }
      assertTrue(json(place.hub(), "topic=a").contains("\"subscribers\":0"));
      assertTrue(json(place.hub(), "topic=none").contains("\"events\":0"));
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("K-232 a HEAD has the number of subscribers, itself not among them")
  void head(HubEngine engine) throws Exception {
    try (var place = engine.open();
        var one = HubReader.events(place.hub(), "topic=a", null).read();
        var two = HubReader.events(place.hub(), "topic=a&topic=b", null).read()) {
      assertTrue(two.lastEventId().contains(one.lastEventId()));
      for (var query : List.of("topic=a:2", "topic=b:1", "topic=a&topic=b:3", "topic=c:0")) {
        var parts = query.split(":", -1);
        try (var response = place.hub().handle(Request.of("HEAD", "/?" + parts[0], ""))) {
          assertEquals(parts[1], response.headers().get("Httpd-Subscribers"), query);
        }
      }
    }
  }

  @Test
  @DisplayName("K-231 as events the counts come at the beginning and when they have changed")
  void events() throws Exception {
    var ticks = new LinkedBlockingQueue<Runnable>();
    var counts = new AtomicReference<>("1");
    var looks = new LinkedBlockingQueue<String>();
    try (var events =
        new PresenceEvents(
            "0",
            () -> {
              looks.add("");
              return counts.get();
            },
            (nanos, task) -> {
              ticks.add(task);
              return new CompletableFuture<Void>();
            })) {
      assertEquals("data: 0\n", Take.line(events));
      ticks.take().run();
      assertEquals("data: 1\n", Take.line(events));
      ticks.take().run();
      looks.take();
      looks.take();
      ticks.take().run();
      counts.set("2");
      ticks.take().run();
      assertEquals("data: 2\n", Take.line(events));
    }
  }

  @Test
  @DisplayName("K-231.1 if a look fails, so does the stream; after a close there is no look")
  void failure() throws Exception {
    var ticks = new LinkedBlockingQueue<Runnable>();
    var future = new CompletableFuture<Void>();
    var events =
        new PresenceEvents(
            "0",
            () -> {
              throw new IOException("broken");
            },
            (nanos, task) -> {
              ticks.add(task);
              return future;
            });
    assertInstanceOf(Line.class, Take.next(events));
    ticks.take().run();
    assertEquals(
        "broken", assertInstanceOf(Poll.Failed.class, Take.next(events)).cause().getMessage());
    events.close();
    var closed = new PresenceEvents("0", () -> "1", (nanos, task) -> future);
    closed.close();
    var failed = assertInstanceOf(Poll.Failed.class, closed.poll(() -> {}));
    assertInstanceOf(SourceClosedException.class, failed.cause());
  }

  @Test
  @DisplayName("K-231 an event stream of a hub's counts is asked for as any event stream is")
  void asked() throws Exception {
    try (var place = HubEngine.ROOMS.open()) {
      var request = Request.get("/?presence&topic=a").withHeader("Accept", "text/event-stream");
      try (var reader = HubReader.of(place.hub(), request)) {
        var data = reader.read(1).data();
        assertTrue(data.getFirst().startsWith("{\"topics\":[{\"topic\":\"a\""), data.toString());
      }
    }
  }
}
