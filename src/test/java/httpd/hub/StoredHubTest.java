package httpd.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.sse.EventEncoder.Form;
import httpd.testing.Eventually;
import httpd.testing.LogCapture;
import httpd.topic.Append;
import httpd.topic.AppendResult;
import httpd.topic.LogDeletedException;
import httpd.topic.LogStore;
import httpd.topic.MemoryLogStore;
import httpd.topic.Retention;
import httpd.topic.StoreFullException;
import httpd.topic.StoreOutages;
import httpd.topic.StoreUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Hubs", "Hubs over a store". */
class StoredHubTest {

  private final LogStore memory = new MemoryLogStore(Retention.ALL);

  /** What appends fail with; null if they do not. */
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

  @AfterEach
  void close() {
    memory.close();
  }

  private static HubHandler over(LogStore store) {
    return HubHandler.over(store, "hub:store", Presentation.DEFAULT);
  }

  private HubHandler failing() {
    return over(
        new FakeLogStore(
            memory,
            (append, result) -> {
              var cause = failure.get();
              return cause == null ? result : CompletableFuture.failedFuture(cause);
            }));
  }

  private static HttpException refused(HubHandler hub, Request request) {
    return assertThrows(HttpException.class, () -> hub.handle(request));
  }

  private static Request json(String json) {
    return Request.post("/?topic=a", json).withHeader("Content-Type", "application/json");
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "K-200, K-201 a publication is answered with the id of its event; readers continue after it")
  void publish(HubEngine engine) throws Exception {
    try (var place = engine.open();
        var reader = HubReader.events(place.hub(), "topic=a", null)) {
      var id = HubReader.publish(place.hub(), "a", "1");
      HubReader.publish(place.hub(), "a", "2");
      assertEquals(id, reader.read(2).events().getFirst().lastEventId());
      try (var back = HubReader.events(place.hub(), "topic=a", id)) {
        assertEquals(List.of("2"), back.read(1).data());
      }
    }
  }

  @Test
  @DisplayName("K-50.1, K-201 the answer waits until the store has the event")
  void answerWaits() throws Exception {
    var appended = new CompletableFuture<AppendResult>();
    var asked = new CompletableFuture<AppendResult>();
    var hub =
        over(
            new FakeLogStore(
                memory,
                (append, result) -> {
                  asked.completeAsync(result::join);
                  return appended;
                }));
    var answer = new CompletableFuture<Response>();
    var publisher =
        Thread.ofVirtual()
            .start(() -> {
              try {
                answer.complete(hub.handle(Request.post("/?topic=a", "x")));
              } catch (Exception e) {
                answer.completeExceptionally(e);
              }
            });
    var result = asked.join();
    assertFalse(answer.isDone());
    appended.complete(result);
    assertEquals(201, answer.join().status());
    publisher.join();
  }

  @Test
  @DisplayName("K-201.1 with ?lines no line waits for the one before; at most 1000 are under way")
  void lines() throws Exception {
    var open = new ConcurrentLinkedQueue<CompletableFuture<AppendResult>>();
    var results = new ConcurrentLinkedQueue<AppendResult>();
    var hub =
        over(
            new FakeLogStore(
                memory,
                (append, result) -> {
                  results.add(result.join());
                  var future = new CompletableFuture<AppendResult>();
                  open.add(future);
                  return future;
                }));
    var answer = new CompletableFuture<Response>();
    var body = String.join("\n", IntStream.range(0, 3000).mapToObj(i -> "line " + i).toList());
    var publisher =
        Thread.ofVirtual()
            .start(() -> {
              try {
                answer.complete(hub.handle(Request.post("/?lines&topic=a", body)));
              } catch (Exception e) {
                answer.completeExceptionally(e);
              }
            });
    Eventually.holds("1001 are under way", () -> open.size() == 1001);
    assertFalse(answer.isDone());
    while (!answer.isDone()) {
      var future = open.poll();
      if (future != null) {
        future.complete(results.remove());
      }
      assertTrue(open.size() <= 1001);
    }
    publisher.join();
    try (var reader = HubReader.events(hub, "topic=a&last=1", null)) {
      var last = reader.read(1).events().getFirst();
      assertEquals("line 2999", last.data());
      assertEquals(last.lastEventId(), answer.join().headers().get("Httpd-Event-Id"));
    }
  }

  @Test
  @DisplayName("K-200, K-217 clients continue after a restart, with one topic and with several")
  void restart() throws Exception {
    var first = HubEngine.DISK.open();
    String one;
    String several;
    try (var a = HubReader.events(first.hub(), "topic=a", null);
        var all = HubReader.events(first.hub(), "topic=*&topic=chat/**", null)) {
      HubReader.publish(first.hub(), "a", "1");
      HubReader.publish(first.hub(), "chat/x/y", "2");
      one = a.read(1).lastEventId();
      several = all.read(2).lastEventId();
    }
    HubReader.publish(first.hub(), "a", "3");
    HubReader.publish(first.hub(), "chat/new", "4");
    try (var again = first.restart();
        var a = HubReader.events(again.hub(), "topic=a", one);
        var all = HubReader.events(again.hub(), "topic=*&topic=chat/**", several)) {
      HubReader.publish(again.hub(), "a", "5");
      assertEquals(List.of("3", "5"), a.read(2).data());
      assertEquals(List.of("3", "4", "5"), all.read(3).data().stream().sorted().toList());
      assertEquals(3, all.read().events().size());
    }
  }

  @Test
  @DisplayName("K-200.1 what a store keeps of a topic is not bounded by what a hub in memory keeps")
  void keeps() throws Exception {
    var hub = over(memory);
    var line = "x".repeat(1000) + "\n";
    hub.handle(Request.post("/?lines&topic=a", line.repeat(1500))).close();
    try (var reader = HubReader.events(hub, "topic=a&last=9999", null)) {
      assertEquals(1500, reader.read().events().size());
    }
  }

  @Test
  @DisplayName(
      "K-202 a store that fails is a 503 with Retry-After, one that is full a 507; logged once")
  void failures() throws Exception {
    var hub = failing();
    try (var log = new LogCapture()) {
      for (var cause :
          List.of(
              new IOException("broken"),
              StoreUnavailableException.refused("no connection"),
              new LogDeletedException("a"))) {
        failure.set(cause);
        var refused = refused(hub, Request.post("/?topic=a", "x"));
        assertEquals(503, refused.status());
        assertEquals("2", refused.headers().get("Retry-After"));
        assertFalse(refused.getMessage().contains("may be"), refused.getMessage());
      }
      failure.set(new StoreFullException("the disk is full"));
      assertEquals(507, refused(hub, Request.post("/?lines&topic=a", "x\ny")).status());
      failure.set(null);
      HubReader.publish(hub, "a", "x");
      assertEquals(
          List.of("hub:store refuses events: broken", "hub:store takes events again"),
          log.records().stream().map(LogRecord::getMessage).toList());
    }
  }

  @Test
  @DisplayName("K-202.1 if the store has not answered, the 503 says that the event may be in it")
  void unknownOutcome() {
    failure.set(StoreUnavailableException.unanswered("lost the connection", null));
    var refused = refused(failing(), Request.post("/?topic=a", "x"));
    assertTrue(refused.getMessage().contains("may be in it"), refused.getMessage());
  }

  @Test
  @DisplayName(
      "K-203 a subscriber of a topic that does not exist gets its first event, and creates none")
  void firstEvent() throws Exception {
    var hub = over(memory);
    String id;
    try (var reader = HubReader.events(hub, "topic=a", null)) {
      assertEquals("0-0", reader.read().lastEventId());
      assertNull(memory.find("a"));
      assertEquals(
          "1", hub.handle(Request.of("HEAD", "/?topic=a", "")).headers().get("Httpd-Subscribers"));
      id = reader.lastEventId();
      HubReader.publish(hub, "a", "1");
      assertEquals(List.of("1"), reader.read(1).data());
    }
    try (var back = HubReader.events(hub, "topic=a", id)) {
      assertEquals(List.of("1"), back.read(1).data());
    }
    var dropped = new MemoryLogStore(new Retention(1, 1000, null));
    var other = over(dropped);
    HubReader.publish(other, "a", "1");
    HubReader.publish(other, "a", "2");
    try (var back = HubReader.events(other, "topic=a", id)) {
      assertEquals("reset", back.read(2).events().getFirst().type());
    }
    dropped.close();
  }

  @Test
  @DisplayName("K-203.1 a topic that another hub creates in the same store is found")
  void createdElsewhere() throws Exception {
    var hub = over(memory);
    try (var one = HubReader.events(hub, "topic=a", null);
        var several = HubReader.events(hub, "topic=*", null)) {
      HubReader.publish(over(memory), "a", "1");
      assertEquals(List.of("1"), one.read(1).data());
      assertEquals(List.of("1"), several.read(1).data());
    }
  }

  @Test
  @DisplayName(
      "K-206 while the store is away event streams stay, and get a comment; one when it is back")
  void outage() throws Exception {
    var outages = new StoreOutages();
    var hub = over(new FakeLogStore(memory, (append, result) -> result, outages));
    for (var query : List.of("topic=a", "topic=a&topic=b", "topic=a&ping")) {
      try (var reader = HubReader.events(hub, query, null).read()) {
        outages.begin("Redis is away");
        reader.readOne();
        outages.end();
        reader.readOne();
        HubReader.publish(hub, "a", "x");
        assertEquals(List.of("x"), reader.read(1).data());
        outages.begin("Redis is away again");
        var text = new String(reader.read().bytes(), UTF_8);
        assertTrue(text.contains(": Redis is away\n\n: the store is back\n\n"), text);
        assertTrue(text.endsWith(": Redis is away again\n\n"), text);
        try (var late = HubReader.events(hub, query, null).read()) {
          assertTrue(new String(late.bytes(), UTF_8).startsWith(": Redis is away again\n\nid: "));
        }
        outages.end();
      }
      try (var lines = HubReader.of(hub, Request.get("/?" + query)).read()) {
        outages.begin("plain lines have no comments");
        assertEquals("", new String(lines.read().bytes(), UTF_8));
        outages.end();
      }
    }
  }

  @Test
  @DisplayName("K-206 notes go on with a heartbeat and with readers that follow a lead")
  void outageOfManyReaders() throws Exception {
    var outages = new StoreOutages();
    var hub = over(new FakeLogStore(memory, (append, result) -> result, outages));
    HubReader.publish(hub, "a", "before");
    var readers = new ArrayList<HubReader>();
    for (int i = 0; i < 10; i++) {
      readers.add(HubReader.events(hub, "topic=a", null).read());
    }
    try (var server = readers.getFirst()) {
      assertNotNull(server.source().shared());
      outages.begin("away");
      assertNull(server.source().shared());
      server.readOne();
      server.read();
      assertNotNull(server.source().shared());
    } finally {
      readers.forEach(HubReader::close);
    }
  }

  @Test
  @DisplayName("K-204 a topic whose log was deleted is created again by the next publication")
  void deleted() throws Exception {
    var hub = over(memory);
    HubReader.publish(hub, "a", "1");
    var log = memory.find("a");
    log.delete();
    HubReader.publish(hub, "a", "2");
    try (var reader = HubReader.events(hub, "topic=a&last=9", null)) {
      assertEquals(List.of("2"), reader.read(1).data());
    }
  }

  @Test
  @DisplayName(
      "K-204.1 names of topics that do not exist take no memory once nobody waits for them")
  void absentTopics() throws Exception {
    var topics =
        new StoredTopics(
            "hub:store",
            memory,
            topic -> new TopicHandler("hub:store", topic, Presentation.DEFAULT, Form.EVENT),
            Limits.standard(),
            TopicArrivals.LOOK);
    var a = topics.toSubscribe("a");
    var waiting = a.events().last(0);
    topics.release(a);
    topics.release(topics.toSubscribe("b"));
    topics.release(topics.toPublish("c"));
    assertEquals(1, topics.known());
    waiting.close();
    assertEquals(0, topics.known());
  }

  @Test
  @DisplayName("K-205 publications at the same time create no more topics than the limit has")
  void countAtTheSameTime() throws Exception {
    var limits = Limits.standard().with(Bound.ROOMS, 5);
    var counting = new CyclicBarrier(10);
    var names =
        new FakeLogStore(memory, (append, result) -> result) {
          @Override
          public List<String> names() throws IOException {
            var all = super.names();
            await(counting);
            return all;
          }
        };
    var hub = over(names, limits);
    try (var publishers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < counting.getParties(); i++) {
        var request = Request.post("/?topic=t" + i, "x");
        publishers.submit(() -> hub.handle(request));
      }
    }
    assertEquals(5, memory.names().size());
    limits.logRest();
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("K-205 a store with as many topics as the limit has takes no new one: 503")
  void count() throws Exception {
    var limits = Limits.standard().with(Bound.ROOMS, 2);
    var hub = over(memory, limits);
    HubReader.publish(hub, "a", "1");
    HubReader.publish(hub, "b", "1");
    var refused = refused(hub, Request.post("/?topic=c", "x"));
    assertEquals(503, refused.status());
    assertTrue(refused.getMessage().contains("2 topics"), refused.getMessage());
    HubReader.publish(hub, "a", "2");
    limits.logRest();
  }

  private static HubHandler over(LogStore store, Limits limits) {
    return HubHandler.over(store, "hub:store", Presentation.DEFAULT, limits, TopicArrivals.LOOK);
  }

  @Test
  @DisplayName("K-53 an own id is kept; taken it is a 409, like a position of the log a 400")
  void ownIds() throws Exception {
    var hub = over(memory);
    assertEquals(
        "7", hub.handle(json("{\"id\":\"7\",\"data\":1}")).headers().get("Httpd-Event-Id"));
    assertEquals(409, refused(hub, json("{\"id\":\"7\",\"data\":1}")).status());
    var position = HubReader.publish(hub, "a", "2");
    for (var id : List.of(position, position.replaceFirst("-.*", "-99"))) {
      assertEquals(400, refused(hub, json("{\"id\":\"" + id + "\",\"data\":1}")).status());
    }
    assertEquals(201, hub.handle(json("{\"id\":\"order-17\",\"data\":1}")).status());
    var early = json("{\"id\":\"0-0\",\"data\":1}");
    for (var each : List.of(hub, over(new MemoryLogStore(Retention.ALL)))) {
      assertEquals(400, refused(each, early).status());
    }
    try (var reader = HubReader.events(hub, "topic=a", "7")) {
      assertEquals(List.of("2", "1"), reader.read(2).data());
    }
  }

  @Test
  @DisplayName("K-201 a log that is closed takes no event: 409")
  void closed() throws Exception {
    var hub = over(memory);
    HubReader.publish(hub, "a", "1");
    var log = memory.find("a");
    assertInstanceOf(AppendResult.Appended.class, log.append(Append.closing()).join());
    assertEquals(409, refused(hub, Request.post("/?topic=a", "x")).status());
  }
}
