package httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.testing.SlowLines;
import httpd.testing.Take;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** S-2 and S-5, before anything is sent; L-14 for lines that nobody touched. */
class BodyTest {

  private static LineSource source(Body body) {
    return assertInstanceOf(Body.Lines.class, body).source();
  }

  private static String refusal(Object value) {
    return assertThrows(IllegalArgumentException.class, () -> Body.of(value)).getMessage();
  }

  @Test
  void aStringAListAnIteratorAndAStreamAreTheThreeBodies() throws Exception {
    assertEquals(new Body.Text("a\n"), Body.of("a\n"));
    assertEquals(new Body.Chunks(List.of("a", "", "b")), Body.of(List.of("a", "", "b")));
    assertEquals(List.of("a", "b"), Take.all(source(Body.of(List.of("a", "b").iterator()))));
    assertEquals(List.of("a", "b"), Take.all(source(Body.of(Stream.of("a", "b")))));
    assertSame(Body.EMPTY, Body.of(Body.EMPTY));
  }

  @Test
  void aFunctionIsCalledAtOnceAndOnceAndMayGiveAny() throws Exception {
    var calls = new ArrayList<String>();
    Supplier<Object> function =
        () -> {
          calls.add(Thread.currentThread().getName());
          return List.of("a");
        };
    assertEquals(new Body.Chunks(List.of("a")), Body.of(function));
    assertEquals(List.of(Thread.currentThread().getName()), calls);
    Callable<Object> nested = () -> (Supplier<Object>) () -> "text";
    assertEquals(new Body.Text("text"), Body.of(nested));
    Supplier<Stream<String>> lazy = () -> Stream.of("line");
    assertEquals(List.of("line"), Take.all(source(Body.of(lazy))));
    Callable<String> failing =
        () -> {
          throw new IOException("as it was thrown");
        };
    assertEquals(
        "as it was thrown", assertThrows(IOException.class, () -> Body.of(failing)).getMessage());
  }

  @Test
  void anythingElseIsRefusedByName() {
    assertTrue(refusal(null).startsWith("the body is null; "));
    assertTrue(refusal(7).endsWith(" this is a java.lang.Integer"));
    assertTrue(refusal(List.of("a", 7)).endsWith("this element is a java.lang.Integer"));
    assertTrue(refusal(Arrays.asList("a", null)).endsWith("this element is null"));
    Supplier<Object> nothing = () -> null;
    assertTrue(refusal(nothing).startsWith("the body is null; "));
  }

  @Test
  void whatIsNoStringAmongLazyLinesIsAFailureBehindThoseBeforeIt() throws Exception {
    for (Object lazy : List.of(List.of("a", 7).iterator(), Stream.of("a", 7))) {
      var source = source(Body.of(lazy));
      assertEquals("a", Take.line(source));
      assertInstanceOf(Poll.Failed.class, Take.next(source));
      source.close();
    }
  }

  @Test
  void aListIsCopied() throws Exception {
    var list = new ArrayList<>(List.of("a"));
    var body = Body.of(list);
    var chunks = new Body.Chunks(list);
    list.set(0, "changed");
    assertEquals(new Body.Chunks(List.of("a")), body);
    assertEquals(List.of("a"), chunks.chunks());
    assertThrows(NullPointerException.class, () -> new Body.Chunks(Arrays.asList("a", null)));
  }

  @Test
  void anIteratorIsNotTouchedBeforeTheFirstPollAndClosedByTheSource() throws Exception {
    var lines = new SlowLines().emit("a");
    var source = source(Body.of(lines));
    assertFalse(lines.wasAsked());
    assertEquals("a", Take.line(source));
    source.close();
    lines.awaitClosed();
    assertEquals(1, lines.closes());
  }

  @Test
  void linesThatNobodyTouchedAreTheirSourceAndTouchedOnesAreNot() {
    var queue = new LineQueue();
    assertSame(queue, source(Body.lines(Lines.of(queue))));
    var touched = Lines.of(queue);
    queue.end();
    assertFalse(touched.hasNext());
    assertNotSame(queue, source(Body.lines(touched)));
    assertNotSame(queue, source(Body.lines(Lines.of(queue).map(line -> line))));
    assertNotSame(queue, source(Body.lines(Lines.of(queue).filter(line -> true))));
  }
}
