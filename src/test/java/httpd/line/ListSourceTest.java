package httpd.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * S-2, L-6 and L-8. A list is all there, so it is never Pending, and most of the contract has
 * nothing to say.
 */
class ListSourceTest {

  private static void noWake() {
    throw new AssertionError("nothing is ever pending");
  }

  @Test
  void eachElementIsGivenVerbatimThenTheEndForEver() {
    var source = new ListSource(List.of("a\nb", "", "ü\r"));
    assertEquals(Line.verbatim("a\nb"), source.poll(ListSourceTest::noWake));
    assertEquals(Line.verbatim(""), source.poll(ListSourceTest::noWake));
    assertEquals(Line.verbatim("ü\r"), source.poll(ListSourceTest::noWake));
    assertSame(Poll.END, source.poll(ListSourceTest::noWake));
    source.close();
    assertSame(Poll.END, source.poll(ListSourceTest::noWake));
    assertSame(Poll.END, new ListSource(List.of()).poll(ListSourceTest::noWake));
  }

  @Test
  void aCloseBeforeTheEndIsNoEnd() {
    var source = new ListSource(List.of("a", "b"));
    assertEquals(Line.verbatim("a"), source.poll(ListSourceTest::noWake));
    source.close();
    source.close();
    for (int i = 0; i < 2; i++) {
      var failed = assertInstanceOf(Poll.Failed.class, source.poll(ListSourceTest::noWake));
      assertInstanceOf(SourceClosedException.class, failed.cause());
    }
  }
}
