package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Lines;
import httpd.Response;
import httpd.exec.Command;
import httpd.exec.ExecHandler;
import httpd.limit.Bound;
import httpd.limit.Limits;
import java.io.UncheckedIOException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Bodies from and to commands that a server runs. */
class CommandBodiesIT extends WireTest {

  @Test
  @DisplayName("S-240 lines that a handler has opened and begun end with its request")
  void begunLines() throws Exception {
    var begun = new CopyOnWriteArrayList<Lines>();
    serve(request -> {
      var lines = Lines.exec("sh", "-c", "echo $$; exec sleep 1000");
      begun.add(lines.map(line -> line));
      return Response.text(lines.next());
    });
    var client = connect();
    for (int i = 0; i < 2; i++) {
      client.get("/").readUntil("\n\n");
    }
    for (var lines : begun) {
      assertThrows(UncheckedIOException.class, lines::hasNext);
    }
    assertEquals(2, begun.size());
  }

  @Test
  @DisplayName(
      "M-33 a body over the limit is refused on its way to a command, which does not see an end of"
          + " its input")
  void toCommand() throws Exception {
    var cat = new ExecHandler(Command.shell("cat >/dev/null; echo all", false));
    serve(config().withLimits(Limits.standard().with(Bound.BODY, 10)), cat);
    var answer = // If the command was slow, the head has left before.
        connect()
            .send("POST / HTTP/1.1\nHost: test\nTransfer-Encoding: chunked\n\n6\n123456\n")
            .send("5\n12345\n")
            .readAll();
    assertFalse(answer.contains("all"), answer);
    assertTrue(answer.startsWith("HTTP/1.1 413 ") != answer.endsWith("chunked\n\n"), answer);
  }
}
