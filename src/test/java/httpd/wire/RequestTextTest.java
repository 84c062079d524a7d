package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.HttpException;
import httpd.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Requests": the body of a request as text and as lines, and what its reader throws. */
class RequestTextTest extends WireTest {

  private String answer(String request) throws Exception {
    var all = connect().send(request).halfClose().readAll();
    return all.substring(all.indexOf("\n\n") + 2);
  }

  @Test
  @DisplayName("S-76 text() of more than 1 MiB is a 413, and so is a line of that length")
  void tooLong() throws Exception {
    serve(request -> Response.text("" + request.text().length()));
    var line = "x".repeat(999) + "␊";
    assertTrue(
        connect()
            .send("POST / HTTP/1.1\nHost: test\nContent-Length: 1048000\n\n" + line.repeat(1048))
            .readUntil("\n\n1048000")
            .startsWith("HTTP/1.1 200 "));
    var client = connect();
    client.send("POST / HTTP/1.1\nHost: test\nContent-Length: 1050000\n\n" + line.repeat(1050));
    assertTrue(client.readHead().startsWith("HTTP/1.1 413 "));
    var longLine = connect();
    longLine.send("POST / HTTP/1.1\nHost: test\nContent-Length: 1050000\n\n");
    longLine.send("x".repeat(1_050_000));
    assertTrue(longLine.readHead().startsWith("HTTP/1.1 413 "));
    assertFalse(log.text().contains("500"), log.text());
  }

  @Test
  @DisplayName("S-170 a line that is too long is a 413 that names it; the lines go on after it")
  void lineTooLong() throws Exception {
    var seen = new ArrayList<String>();
    serve(request -> {
      var lines = request.lines();
      if (request.query().has("patient")) {
        seen.add(lines.next());
        assertThrows(HttpException.class, lines::hasNext);
      }
      lines.forEachRemaining(seen::add);
      return Response.text("read");
    });
    var body = "first␊" + "x".repeat(1_048_577) + "␊last␊";
    var head = "POST /%s HTTP/1.1\nHost: test\nContent-Length: 1048589\n\n";
    var answer = connect().send(head.formatted("") + body).readUntil("xxx\"␊");
    assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    assertTrue(answer.contains("The request body: line 2 is longer than 1048576 bytes"), answer);
    var patient = connect().send(head.formatted("?patient") + body);
    assertTrue(patient.readUntil("\n\nread").startsWith("HTTP/1.1 200 "));
    assertEquals(List.of("first", "first", "last"), seen);
    patient.send("POST / HTTP/1.1\nHost: test\nContent-Length: 2\n\nx␊");
    assertTrue(patient.readUntil("\n\nread").startsWith("HTTP/1.1 200 "), "the connection lives");
  }

  @Test
  @DisplayName("S-117 text() again gives the same text, also on a copy of the request")
  void textAgain() throws Exception {
    serve(request -> {
      var first = request.text();
      return Response.text(first + request.withHeader("X", "y").text() + request.text());
    });
    assertEquals("ababab", answer("POST / HTTP/1.1\nHost: test\nContent-Length: 2\n\nab"));
    assertEquals("", answer("GET / HTTP/1.1\nHost: test\n\n"));
  }

  @Test
  @DisplayName("S-117 text() that has failed fails again, in the same way")
  void textFailsAgain() throws Exception {
    serve(request -> {
      try {
        return Response.text(request.text());
      } catch (IOException | HttpException first) {
        return Response.text("again: " + request.text());
      }
    });
    var line = "x".repeat(999) + "␊";
    var tooLong = connect();
    tooLong.send("POST / HTTP/1.1\nHost: test\nContent-Length: 1050000\n\n" + line.repeat(1050));
    assertTrue(tooLong.readHead().startsWith("HTTP/1.1 413 "));
    var all =
        connect()
            .send("POST / HTTP/1.1\nHost: test\nContent-Length: 5\n\nab")
            .halfClose()
            .readAll();
    assertTrue(all.startsWith("HTTP/1.1 400 "), all);
  }

  @Test
  @DisplayName("S-118 text() after lines(), and lines() after text(), are errors that say so")
  void textAndLines() throws Exception {
    serve(request -> {
      if (request.path().equals("/lines")) {
        request.lines().next();
        return Response.text(request.text());
      }
      request.text();
      return Response.lines(request.lines());
    });
    var body = " HTTP/1.1\nHost: test\nContent-Length: 4\n\na␊b␊";
    assertTrue(
        connect().send("POST /lines" + body).halfClose().readAll().startsWith("HTTP/1.1 500 "));
    assertTrue(log.text().contains("text() after lines()"), log.text());
    assertTrue(
        connect().send("POST /text" + body).halfClose().readAll().startsWith("HTTP/1.1 500 "));
    assertTrue(log.text().contains("lines() after text()"), log.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"runtime", "io", "unchecked", "execution", "completion", "invocation"})
  @DisplayName("S-114 an HttpException within another exception is a 500, logged with its trace")
  void wrappedHttpException(String wrapper) throws Exception {
    var inner = new HttpException(404, "not for the client");
    serve(request -> {
      throw switch (wrapper) {
        case "runtime" -> new IllegalStateException(inner);
        case "io" -> new IOException(inner);
        case "unchecked" -> new UncheckedIOException(new IOException(inner));
        case "execution" -> new ExecutionException(inner);
        case "completion" -> new CompletionException(inner);
        default -> new InvocationTargetException(inner);
      };
    });
    var all = connect().get("/").halfClose().readAll();
    assertTrue(all.startsWith("HTTP/1.1 500 "), all);
    assertFalse(all.contains("not for the client"), all);
    assertTrue(log.text().contains("[trace of "), log.text());
  }

  @Test
  @DisplayName("S-114 a body that breaks off is a 400 also for a handler that reads its lines")
  void brokenOffInLines() throws Exception {
    serve(request -> {
      for (var lines = request.lines(); lines.hasNext(); lines.next()) {
        assertNotNull(lines);
      }
      return Response.text("all");
    });
    var all =
        connect()
            .send("POST / HTTP/1.1\nHost: test\nContent-Length: 5\n\na␊")
            .halfClose()
            .readAll();
    assertTrue(all.startsWith("HTTP/1.1 400 "), all);
    assertEquals("", log.text());
  }
}
