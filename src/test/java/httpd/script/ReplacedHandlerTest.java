package httpd.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Handler;
import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.blocking.CloseTasks;
import httpd.sse.Beat;
import httpd.sse.HeartbeatSource;
import httpd.testing.Eventually;
import httpd.testing.Take;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H-27, H-28, H-30, H-31: the end of a version that was replaced. */
class ReplacedHandlerTest {

  private static final String LOADER = "httpd.script.ReplacedHandlerTest";

  @TempDir Path path;

  private static LineSource lines(WatchedDirectory directory) throws Exception {
    return ((Body.Lines) directory.body()).source();
  }

  private static String counting(String word) {
    return """
    import java.util.stream.*;
    class Foo {
      static {
        System.getProperties().put("%s", new java.lang.ref.WeakReference<>(Foo.class));
      }
      Stream<String> handle() { return IntStream.iterate(1, n -> n + 1).mapToObj(n -> word(n)); }
      String word(int n) { return n + " %s"; }
    }
    """
        .formatted(LOADER, word);
  }

  @Test
  @DisplayName("H-27 an open stream finishes on the old version; new streams begin on the new one")
  void anOpenStreamFinishesOnTheOldVersionAndNewOnesBeginOnTheNew() throws Exception {
    try (var directory = new WatchedDirectory(path, counting("old"));
        var old = lines(directory)) {
      assertEquals("1 old", Take.line(old));
      directory.replace("Foo.java", counting("new"));
      directory.rest();
      try (var fresh = lines(directory)) {
        assertEquals("1 new", Take.line(fresh));
        // Far beyond what was read ahead before the change.
        for (int i = 2; i < 100_000; i++) {
          assertEquals(i + " old", Take.line(old));
        }
      }
    }
  }

  @Test
  @DisplayName("S-308 the version that does not block handles the request, though it is replaced")
  void theVersionThatWasAskedIsTheOneThatIsCalled() throws Exception {
    var fast =
        """
        class Foo implements NonBlocking {
          public Response handle(Request request) { return text("fast"); }
        }
        """;
    try (var directory = new WatchedDirectory(path, fast)) {
      assertFalse(directory.mayBlock());
      directory.replace("Foo.java", "String handle() { return \"slow\"; }");
      directory.rest();
      assertEquals("fast", directory.text());
      assertTrue(directory.mayBlock());
      assertEquals("slow", directory.text());
    }
  }

  @Test
  @SuppressWarnings("unchecked") // The handler file puts it there.
  @DisplayName("H-27 the old classes are collected after their last stream")
  void theOldClassesGoWithTheirLastStream() throws Exception {
    try (var directory = new WatchedDirectory(path, counting("old"))) {
      var loaded = (WeakReference<Class<?>>) System.getProperties().remove(LOADER);
      streamOverTheChange(directory, loaded);
      Eventually.holds(
          "the classes are collected",
          () -> {
            System.gc();
            return loaded.get() == null;
          });
    } finally {
      System.getProperties().remove(LOADER);
    }
  }

  /** A method of its own, since a frame may keep what its variables have held. */
  private static void streamOverTheChange(
      WatchedDirectory directory, WeakReference<Class<?>> loaded) throws Exception {
    try (var old = lines(directory)) {
      assertEquals("1 old", Take.line(old));
      directory.replace("Foo.java", counting("new"));
      directory.rest();
      System.gc();
      assertNotNull(loaded.get());
    }
  }

  /** Answers with text or, as its second answer, lines; writes down when it is closed. */
  private String closeable(String word) {
    return """
    import java.nio.file.*;
    class Foo implements AutoCloseable {
      int calls;
      Object handle() {
        return calls++ == 0 ? "%s" : (Object) java.util.stream.Stream.of("%s 1", "%s 2");
      }
      public void close() throws Exception {
        Files.writeString(Path.of("%s/closed.log"), "%s ",
            StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    }
    """
        .formatted(word, word, word, path, word);
  }

  private String closed() {
    try {
      var file = path.resolve("closed.log");
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("H-28 a replaced handler is closed once, after its last stream")
  void aReplacedHandlerIsClosedOnceAfterItsLastStream() throws Exception {
    try (var directory = new WatchedDirectory(path, closeable("a"))) {
      assertEquals("a", directory.text());
      try (var one = lines(directory);
          var two = lines(directory)) {
        directory.replace("Foo.java", closeable("b"));
        directory.rest();
        assertEquals("b", directory.text());
        one.close();
        one.close();
        assertEquals("a 1", Take.line(two));
        assertEquals("", closed());
      }
      Eventually.holds("the first is closed", () -> closed().equals("a "));
      assertEquals("a ", closed());
    }
    assertEquals("a b ", closed());
  }

  @Test
  @DisplayName("H-28 a handler without streams is closed when it is replaced")
  void aHandlerWithoutStreamsIsClosedWhenItIsReplaced() throws Exception {
    try (var directory = new WatchedDirectory(path, closeable("a"))) {
      assertEquals("a", directory.text());
      directory.replace("Foo.java", closeable("b"));
      directory.rest();
      Eventually.holds("it is closed", () -> closed().equals("a "));
    }
  }

  @Test
  @DisplayName("H-28 a failed load does not close the handler that keeps serving")
  void aHandlerThatKeepsServingIsNotClosedByAFailedLoad() throws Exception {
    try (var directory = new WatchedDirectory(path, closeable("a"))) {
      directory.replace("Foo.java", "class Foo {");
      directory.rest();
      assertEquals("a", directory.text());
      assertEquals("", closed());
    }
  }

  @Test
  @DisplayName("H-28 after the close the answer is 503, and a later load is closed at once")
  void afterTheCloseNothingIsServed() throws Exception {
    var directory = new WatchedDirectory(path, closeable("a"));
    directory.close();
    assertEquals("a ", closed());
    assertEquals(503, Assertions.assertThrows(HttpException.class, directory::body).status());
    directory.replace("Foo.java", closeable("b"));
    directory.rest();
    directory.close();
    Eventually.holds("a later load is closed", () -> closed().equals("a b "));
  }

  @Test
  void aLentSourceKeepsItsPosition() {
    var positioned =
        new PositionedSource() {
          @Override
          public String position() {
            return "p";
          }

          @Override
          public httpd.line.Poll poll(Runnable wake) {
            return httpd.line.Poll.END;
          }

          @Override
          public void close() {}
        };
    var lent = ReleasingSource.atClose(positioned, () -> {});
    assertEquals("p", lent.position());
  }

  @Test
  @DisplayName("H-31 the stream of a watched handler keeps its heartbeat")
  void aLentSourceStillSaysThatItHasAHeartbeat() {
    var beating = new HeartbeatSource(new LineQueue(), Duration.ofHours(1), Beat.of(Line.of(":")));
    var lent = ReleasingSource.atClose(beating, () -> {});
    assertTrue(lent.hasHeartbeat());
    assertFalse(ReleasingSource.atClose(new LineQueue(), () -> {}).hasHeartbeat());
    lent.close();
  }

  /** A handler that records its close. */
  private static final class Closeable implements Handler, AutoCloseable {
    private final Response response;
    private final CountDownLatch closed = new CountDownLatch(1);

    Closeable(Response response) {
      this.response = response;
    }

    @Override
    public Response handle(Request request) {
      return response;
    }

    @Override
    public void close() {
      closed.countDown();
    }

    boolean isClosed() {
      return closed.getCount() == 0;
    }
  }

  private final CloseTasks closeTasks = new CloseTasks();

  private Body answerOfRetired(Closeable handler) throws Exception {
    var version = new HandlerVersion(handler, closeTasks);
    var body = version.handle(Request.get("/")).body();
    version.retire();
    return body;
  }

  @Test
  @DisplayName("H-30 a handler is not closed while bytes of it pass through")
  void aHandlerIsNotClosedWhilePiecesOfItRun() throws Exception {
    var pieces =
        new Body.PassThrough(new LineQueue(), OptionalLong.of(3), () -> Headers.EMPTY, true, false);
    var handler = new Closeable(new Response(200, Headers.EMPTY, pieces));
    var lent = assertInstanceOf(Body.PassThrough.class, answerOfRetired(handler));
    assertEquals(pieces.length(), lent.length());
    assertEquals(pieces.ends(), lent.ends());
    assertFalse(handler.isClosed());
    lent.source().close();
    Eventually.holds("it is closed", handler::isClosed);
  }

  @Test
  @DisplayName("H-30 a handler is not closed while a direction of its tunnel is open")
  void aHandlerIsNotClosedWhileADirectionOfItsTunnelRuns() throws Exception {
    for (boolean sourceFirst : new boolean[] {true, false}) {
      var taken = new AtomicReference<LineSource>();
      var tunnel = new Body.Tunnel(new LineQueue(), taken::set);
      var handler = new Closeable(new Response(101, Headers.EMPTY, tunnel));
      var lent = assertInstanceOf(Body.Tunnel.class, answerOfRetired(handler));
      var fromClient = new LineQueue();
      lent.sink().accept(fromClient);
      if (sourceFirst) {
        lent.source().close();
      } else {
        fromClient.end();
        assertEquals(Poll.END, taken.get().poll(() -> {}));
        assertEquals(Poll.END, taken.get().poll(() -> {}));
      }
      assertTrue(closeTasks.await(Duration.ofSeconds(10)));
      assertFalse(handler.isClosed());
      if (sourceFirst) {
        taken.get().close();
      } else {
        lent.source().close();
      }
      Eventually.holds("it is closed", handler::isClosed);
    }
  }

  @Test
  @DisplayName("H-30 a tunnel that never begins does not keep its handler open")
  void aTunnelThatIsNeverBegunHoldsNoHandler() throws Exception {
    var tunnel = new Body.Tunnel(new LineQueue(), fromClient -> {});
    var handler = new Closeable(new Response(101, Headers.EMPTY, tunnel));
    var lent = assertInstanceOf(Body.Tunnel.class, answerOfRetired(handler));
    assertFalse(handler.isClosed());
    lent.source().close();
    Eventually.holds("it is closed", handler::isClosed);
  }
}
