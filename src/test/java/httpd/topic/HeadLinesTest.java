package httpd.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.Poll;
import httpd.line.blocking.BlockingReader;
import httpd.topic.Topic.Resumption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HeadLinesTest {

  private final LineQueue queue = new LineQueue(Integer.MAX_VALUE);
  private final SharedLines lines = new SharedLines(() -> queue, Runnable::run).withHead(2);

  private void bring(String... all) {
    Stream.of(all).forEach(each -> queue.offer(Line.of(each), () -> {}));
  }

  private static String next(httpd.line.LineSource source) throws InterruptedException {
    return assertInstanceOf(Line.class, BlockingReader.next(source)).text();
  }

  @Test
  @DisplayName("HC-40, HC-40.1 who joins later gets the headings first, and no line twice")
  void theHeadComesFirst() throws Exception {
    try (var first = lines.last(0)) {
      first.position();
      bring("h1", "h2", "a", "b");
      for (var line : List.of("h1", "h2", "a", "b")) {
        assertEquals(line, next(first));
      }
      try (var later = lines.last(0);
          var some = lines.last(3)) {
        later.position();
        some.position();
        bring("c");
        for (var line : List.of("h1", "h2", "c")) {
          assertEquals(line, next(later));
        }
        for (var line : List.of("h1", "h2", "a", "b", "c")) {
          assertEquals(line, next(some));
        }
      }
    }
  }

  @Test
  @DisplayName("HC-40.2 who continues after a line does not get the headings")
  void aResumptionHasNoHead() throws Exception {
    try (var first = lines.last(0)) {
      first.position();
      bring("h1", "h2", "a");
      for (int i = 0; i < 3; i++) {
        next(first);
      }
      var begin = first.position();
      try (var later = lines.last(0)) {
        assertEquals("h1", next(later));
        assertEquals(begin, later.position());
        bring("b");
        try (var again = assertInstanceOf(Resumption.Found.class, lines.after(begin)).source()) {
          assertEquals("b", next(again));
        }
      }
    }
  }

  @Test
  @DisplayName("HC-40.1 a head that is not complete is what there is")
  void anIncompleteHead() throws Exception {
    try (var first = lines.last(0)) {
      first.position();
      bring("h1");
      assertEquals("h1", next(first));
      try (var later = lines.last(0)) {
        assertEquals("h1", next(later));
        bring("h2");
        assertEquals("h2", next(later));
        queue.end();
        assertEquals(Poll.END, BlockingReader.next(later));
      }
    }
  }

  @Test
  @DisplayName("HC-40.3 a head of many bytes ends with the last line that fits")
  void aHeadIsBounded() {
    var head = new HeadLines(10);
    head.add(Line.of("h1"));
    head.add(Line.of("x".repeat(HeadLines.MOST_BYTES)));
    head.add(Line.of("h3"));
    assertEquals(List.of(Line.of("h1")), head.before(3));
  }

  @Test
  @DisplayName("HC-40 pieces of a line are one line of the head")
  void piecesAreOneLine() {
    var head = new HeadLines(1);
    head.add(Line.verbatim("h"));
    assertEquals(List.of(), head.before(1));
    head.add(Line.of("1"));
    head.add(Line.of("h2"));
    assertEquals(List.of(Line.verbatim("h"), Line.of("1")), head.before(9));
  }
}
