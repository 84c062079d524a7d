package httpd.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Request;
import httpd.line.Poll;
import httpd.live.Presentation;
import httpd.testing.Eventually;
import httpd.testing.Take;
import httpd.topic.Append;
import httpd.topic.AppendResult;
import httpd.topic.Log;
import httpd.topic.LogStore;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Recorded runs": a store that refuses. */
class UnrecordableTest extends RecordingFixture {

  @Test
  @DisplayName("RC-27 a run whose log is gone fails, and its source is closed")
  void logIsGone() throws Exception {
    var first = get("/x");
    var reader = body(first);
    sources.getFirst().say("one");
    assertEquals("one", Take.line(reader));
    var run = location(first).substring("/x?run=".length());
    recordings.settings().store().find(run).delete();
    sources.getFirst().say("two");
    assertTrue(Take.next(reader) instanceof Poll.Failed);
    Eventually.holds("the source is closed", () -> sources.getFirst().closed);
  }

  /** Handles requests with a store whose logs append as the test says. */
  private void appending(Function<Append, @Nullable CompletableFuture<AppendResult>> appends) {
    var store = store();
    serve(
        (LogStore)
            proxy(
                LogStore.class,
                (_, method, arguments) -> {
                  var made = of(store, method, arguments);
                  return made instanceof LogStore.Creation created
                      ? new LogStore.Creation(
                          (Log)
                              proxy(
                                  Log.class,
                                  (_, called, given) -> {
                                    var result =
                                        called.getName().equals("append")
                                            ? appends.apply((Append) given[0])
                                            : null;
                                    return result == null
                                        ? of(created.log(), called, given)
                                        : result;
                                  }),
                          created.isNew())
                      : made;
                }));
  }

  private static Object proxy(Class<?> type, InvocationHandler calls) {
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls);
  }

  private static Object of(Object object, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(object, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Test
  @DisplayName("RC-27 nothing is recorded after a record that was refused, though there is room")
  void hole() throws Exception {
    var number = new AtomicInteger();
    appending(_ ->
        number.incrementAndGet() == 2
            ? CompletableFuture.failedFuture(new IOException("the disk is full"))
            : null);
    var first = get("/x");
    var reader = body(first);
    sources.getFirst().say("one", "two", "three", "four");
    assertEquals(
        "one\nFAILED the run failed: it cannot be recorded: the disk is full", all(reader));
    Eventually.holds("the source is closed", () -> sources.getFirst().closed);
  }

  @Test
  @DisplayName("RC-45 a source is read no further than 64 KiB ahead of the disk")
  void slowDisk() throws Exception {
    var asked = new AtomicInteger();
    var held = new ConcurrentLinkedQueue<CompletableFuture<AppendResult>>();
    appending(append -> {
      if (append.records().isEmpty()) {
        return null;
      }
      asked.incrementAndGet();
      var recorded = new CompletableFuture<AppendResult>();
      held.add(recorded);
      return recorded;
    });
    var first = get("/x");
    var line = "x".repeat(1024);
    for (int i = 0; i < 100; i++) {
      sources.getFirst().say(line);
    }
    int most = 64 * 1024 / (1024 + 1 + 65) + 1;
    assertEquals(most, Eventually.rests(() -> (long) asked.get()));
    for (int i = 0; i <= most / 2; i++) {
      held.remove().complete(new AppendResult.Appended("x-" + i));
    }
    Eventually.holds("more are taken", () -> asked.get() == most + most / 2 + 1);
    body(first).close();
    assertEquals(204, handler.handle(Request.of("DELETE", location(first), "")).status());
  }

  @Test
  @DisplayName("RC-13 a client may begin at the end while records are on their way to the disk")
  void beginsBeforeTheDisk() throws Exception {
    var asked = new AtomicInteger();
    appending(append -> {
      asked.addAndGet(append.records().size());
      return append.records().isEmpty() ? null : new CompletableFuture<>();
    });
    var first = get("/x");
    int lines = 600; // A place is marked each 512.
    for (int i = 0; i < lines; i++) {
      sources.getFirst().say("x");
    }
    Eventually.holds("all are on their way", () -> asked.get() == lines);
    var end = get(location(first) + "&last=0");
    assertEquals(200, end.status());
    assertEquals(position(first), position(end));
    body(end).close();
    body(first).close();
    assertEquals(204, handler.handle(Request.of("DELETE", location(first), "")).status());
  }

  @Test
  @DisplayName("RC-27 a store that makes no log is an error, and the source is closed")
  void noLog() throws Exception {
    serve(
        (LogStore)
            proxy(
                LogStore.class,
                (_, method, arguments) -> {
                  throw new IOException("the disk is full");
                }));
    assertEquals("the disk is full", assertThrows(IOException.class, () -> get("/x")).getMessage());
    Eventually.holds("the source is closed", () -> sources.getFirst().closed);
  }

  private void serve(LogStore store) {
    handler =
        RecordingHandler.ofLines(
            "lines", this::answer, Presentation.DEFAULT, new Recordings(settings(store, limits)));
  }
}
