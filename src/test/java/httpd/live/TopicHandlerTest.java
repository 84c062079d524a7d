package httpd.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.line.LineSource;
import httpd.tail.TailedFiles;
import httpd.testing.Take;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicHandlerTest {

  @TempDir Path folder;

  @Test
  @DisplayName("T-21 the response begins with the last lines that were requested")
  void beginsWithTheLastLinesThatAreAskedFor() throws Exception {
    var file = write("a\nb\nc\nbegun");
    try (var none = lines(file, 0, "/");
        var two = lines(file, 2, "/");
        var asked = lines(file, 2, "/?last=1");
        var all = lines(file, 0, "/?last=100000")) {
      write(file, " and ended\n");
      assertEquals("begun and ended", Take.line(none));
      assertEquals("b", Take.line(two));
      assertEquals("c", Take.line(asked));
      assertEquals("a", Take.line(all));
    }
  }

  @Test
  @DisplayName("T-22 the stream continues after the position in Last-Event-ID")
  void goesOnBehindThePositionInTheHeader() throws Exception {
    var file = write("a\n");
    var first = handler(file, 0).handle(Request.get("/"));
    source(first).close();
    write(file, "b\n");
    try (var again = lines(file, 5, "/?after=" + first.headers().get("Httpd-Position"));
        var everything = lines(file, 0, "/?after=0")) {
      assertEquals("b", Take.line(again));
      assertEquals("a", Take.line(everything));
    }
  }

  @Test
  @DisplayName("T-23 the response says that a position cannot be found")
  void saysPlainlyThatAPositionCannotBeFound() throws Exception {
    var file = write("a\n");
    var position = headerOf(handler(file, 0).handle(Request.get("/")));
    Files.writeString(file, "x\ny\n");
    var lost = handler(file, 0).handle(Request.get("/?after=" + position));
    assertEquals(410, lost.status());
    var oldest = lost.headers().get("Httpd-Oldest");
    var newest = lost.headers().get("Httpd-Newest");
    assertEquals(
        "the lines after position %s are gone; ?after=%s gives all that are kept, ?after=%s new ones\n"
            .formatted(position, oldest, newest),
        ((Body.Text) lost.body()).text());
    write(file, "z\n");
    try (var fromOldest = lines(file, 0, "/?after=" + oldest);
        var fromNewest = lines(file, 0, "/?after=" + newest)) {
      assertEquals("x", Take.line(fromOldest));
      assertEquals("z", Take.line(fromNewest));
    }
  }

  @Test
  @DisplayName("T-21 an invalid number of lines is a bad request")
  void nonsenseIsABadRequest() throws Exception {
    var file = write("a\n");
    for (var query :
        new String[] {
          "last=x",
          "last=-1",
          "last=",
          "last=100001",
          "last=99999999999",
          "after=",
          "after=a-b",
          "after=ZZ-1-1",
          "after=zzzzzzzzzzzzz-1-1",
          "after=0&last=1"
        }) {
      var refused =
          assertThrows(
              HttpException.class, () -> handler(file, 0).handle(Request.get("/?" + query)), query);
      assertEquals(400, refused.status(), query);
      assertTrue(refused.getMessage().matches("(last|after)=.*"), refused.getMessage());
    }
  }

  private static LineSource lines(Path file, int last, String target) throws Exception {
    return source(handler(file, last).handle(Request.get(target)));
  }

  private static LineSource source(Response response) {
    assertEquals(200, response.status(), () -> response.body().toString());
    return ((Body.Lines) response.body()).source();
  }

  private static String headerOf(Response response) {
    source(response).close();
    return response.headers().get("Httpd-Position");
  }

  private static TopicHandler handler(Path file, int last) {
    return new TopicHandler("x", TailedFiles.ofTheProcess().file(file.toString()), last);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("a.log"), text);
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }
}
