package httpd.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Streams": appending, JSON. */
@ParameterizedClass
@EnumSource(StreamEngine.class)
class AppendedStreamsTest extends StreamsCase {

  private static final String CLOSED = "Stream-Closed";

  private HttpResponse<String> produce(
      String path, String body, String id, long epoch, long number, String... fields)
      throws Exception {
    var all =
        new ArrayList<>(
            List.of("Producer-Id", id, "Producer-Epoch", "" + epoch, "Producer-Seq", "" + number));
    all.addAll(List.of(fields));
    return post(path, TEXT, body, all.toArray(String[]::new));
  }

  @Test
  @DisplayName("DS-20 POST appends its body, whatever bytes it has")
  void append() throws Exception {
    create("a", TEXT);
    var first = post("a", TEXT, "one\n\r\n\0");
    assertStatus(204, first);
    var second = post("a", TEXT, "two");
    assertTrue(next(second).compareTo(next(first)) > 0);
    assertEquals("one\n\r\n\0two", text("a"));
    assertStatus(404, post("b", TEXT, "x"));
  }

  @Test
  @DisplayName("DS-20 a body that breaks off appends nothing")
  void brokenBody() throws Exception {
    create("a", TEXT);
    try (var broken = connect()) {
      broken.send(
          "POST /s/a HTTP/1.1\nHost: x\nContent-Type: text/plain\nContent-Length: 100\n\npart");
      broken.halfClose();
      broken.readEnd();
    }
    try (var broken = connect()) {
      broken.send(
          "POST /s/a HTTP/1.1\nHost: x\nContent-Type: text/plain\nTransfer-Encoding: chunked\n\n"
              + "4\npart\n");
      broken.reset();
    }
    assertEquals("", text("a"));
  }

  @Test
  @DisplayName("DS-21 an empty body, no type, another type")
  void invalidAppends() throws Exception {
    create("a", TEXT);
    assertStatus(400, post("a", TEXT, ""));
    assertStatus(400, send("POST", "a", "x"));
    assertStatus(400, post("a", "text", "x"));
    assertStatus(409, post("a", JSON, "1"));
    assertEquals("", text("a"));
  }

  @Test
  @DisplayName("DS-22 closing, with an append or alone; what comes afterwards is a 409")
  void close() throws Exception {
    create("a", TEXT, "x");
    var closing = post("a", TEXT, "end", CLOSED, "true");
    assertStatus(204, closing);
    assertEquals("true", field(closing, CLOSED));
    for (var late :
        List.of(
            post("a", TEXT, "late"),
            post("a", JSON, "not json"),
            post("a", TEXT, "late", CLOSED, "true"),
            post("a", TEXT, "late", "Stream-Seq", "1"))) {
      assertStatus(409, late);
      assertEquals("true", field(late, CLOSED));
      assertEquals(next(closing), next(late));
    }
    assertStatus(204, post("a", JSON, "", CLOSED, "true"));
    assertEquals("xend", text("a"));
    create("b", TEXT);
    var alone = send("POST", "b", "", CLOSED, "true");
    assertStatus(204, alone);
    assertEquals("true", field(alone, CLOSED));
  }

  @Test
  @DisplayName("DS-23 Stream-Seq grows, byte by byte")
  void sequences() throws Exception {
    create("a", TEXT);
    assertStatus(204, post("a", TEXT, "1", "Stream-Seq", "2"));
    assertStatus(409, post("a", TEXT, "2", "Stream-Seq", "10"));
    assertStatus(409, post("a", TEXT, "3", "Stream-Seq", "2"));
    assertStatus(204, post("a", TEXT, "4", "Stream-Seq", "a"));
    assertStatus(409, post("a", TEXT, "5", "Stream-Seq", "B"));
    assertStatus(204, post("a", TEXT, "6"));
    assertEquals("146", text("a"));
  }

  @Test
  @DisplayName("DS-24 a producer's append is a 200, its repetition a 204; DS-24.1 gaps and epochs")
  void producers() throws Exception {
    create("a", TEXT);
    var gapAtFirst = produce("a", "x", "p", 0, 1);
    assertStatus(409, gapAtFirst);
    assertEquals("0", field(gapAtFirst, "Producer-Expected-Seq"));
    assertStatus(200, produce("a", "0", "p", 0, 0));
    var one = produce("a", "1", "p", 0, 1);
    assertStatus(200, one);
    assertEquals("1", field(one, "Producer-Seq"));
    var again = produce("a", "0", "p", 0, 0);
    assertStatus(204, again);
    assertEquals("1", field(again, "Producer-Seq"));
    assertEquals("0", field(again, "Producer-Epoch"));
    var gap = produce("a", "3", "p", 0, 3);
    assertStatus(409, gap);
    assertEquals("2", field(gap, "Producer-Expected-Seq"));
    assertEquals("3", field(gap, "Producer-Received-Seq"));
    assertStatus(400, produce("a", "x", "p", 2, 1));
    assertStatus(200, produce("a", "2", "p", 2, 0));
    var stale = produce("a", "x", "p", 1, 0);
    assertStatus(403, stale);
    assertEquals("2", field(stale, "Producer-Epoch"));
    assertStatus(200, produce("a", "q", "q", 0, 0));
    assertEquals("012q", text("a"));
  }

  @Test
  @DisplayName("DS-24.2 the closing append, repeated, is a 204; any other of a producer a 409")
  void closingProducer() throws Exception {
    create("a", TEXT);
    assertStatus(200, produce("a", "x", "p", 0, 0));
    assertStatus(200, produce("a", "end", "p", 0, 1, CLOSED, "true"));
    var again = produce("a", "other", "p", 0, 1, CLOSED, "true");
    assertStatus(204, again);
    assertEquals("true", field(again, CLOSED));
    assertStatus(409, produce("a", "late", "p", 0, 2));
    assertStatus(409, produce("a", "", "q", 0, 0, CLOSED, "true"));
    assertEquals("xend", text("a"));
    create("b", TEXT);
    assertStatus(204, produce("b", "", "p", 0, 0, CLOSED, "true"));
    assertStatus(204, produce("b", "", "p", 0, 0, CLOSED, "true"));
  }

  @Test
  @DisplayName("DS-25 fields of producers that are missing or invalid are a 400")
  void invalidProducers() throws Exception {
    create("a", TEXT);
    assertStatus(400, post("a", TEXT, "x", "Producer-Id", "p"));
    assertStatus(400, post("a", TEXT, "x", "Producer-Epoch", "0", "Producer-Seq", "0"));
    assertStatus(400, produce("a", "x", "", 0, 0));
    assertStatus(400, produce("a", "x", "p".repeat(257), 0, 0));
    assertStatus(400, produce("a", "x", "p", -1, 0));
    assertStatus(400, produce("a", "x", "p", 0, 1L << 53));
    assertStatus(400, produce("a", "x", "p", Long.MAX_VALUE, 0));
    assertStatus(200, produce("a", "x", "p".repeat(256), (1L << 53) - 1, 0));
    for (var number : List.of("1.0", "0x1", "+1", "", "one", "1 2")) {
      assertStatus(
          400,
          post("a", TEXT, "x", "Producer-Id", "p", "Producer-Epoch", "0", "Producer-Seq", number));
    }
    assertEquals("x", text("a"));
  }

  @Test
  @DisplayName("DS-26 a body that is too long is a 413")
  void tooLong() throws Exception {
    create("a", TEXT);
    assertStatus(413, post("a", TEXT, "x".repeat(StreamsHandler.LONGEST_BODY + 1)));
    assertStatus(204, post("a", TEXT, "x".repeat(StreamsHandler.LONGEST_BODY)));
    assertEquals(StreamsHandler.LONGEST_BODY, text("a").length());
  }

  @Test
  @DisplayName("DS-27 a thousand pipelined appends are in their order")
  void pipelined() throws Exception {
    create("a", TEXT);
    var requests = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      var body = i + " ";
      requests
          .append("POST /s/a HTTP/1.1\nHost: x\nContent-Type: text/plain\nContent-Length: ")
          .append(body.length())
          .append("\n\n")
          .append(body);
    }
    try (var pipeline = connect()) {
      pipeline.send(requests + "GET /s/a HTTP/1.1\nHost: x\nConnection: close\n\n");
      var answers = pipeline.readAll();
      var expected = IntStream.range(0, 1000).mapToObj(i -> i + " ").collect(Collectors.joining());
      assertTrue(answers.endsWith("\n\n" + expected));
    }
  }

  @Test
  @DisplayName("DS-24 producers whose retries arrive out of order append each once, in order")
  void concurrentProducers() throws Exception {
    create("a", JSON);
    int count = 60;
    var tasks = new ArrayList<Callable<Void>>();
    for (var id : List.of("p", "q", "r")) {
      tasks.add(() -> {
        var order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        var retries = new Random(id.charAt(0));
        for (int number : order) {
          int status = 0;
          do {
            int sent = number + retries.nextInt(-2, 2);
            if (sent >= 0) {
              var response = produceJson(id, sent);
              status = sent == number ? response : status;
            }
          } while (status != 200 && status != 204);
        }
        return null;
      });
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var done : threads.invokeAll(tasks)) {
        done.get();
      }
    }
    var all = List.of(text("a").replaceAll("[\\[\\]\"]", "").split(","));
    for (var id : List.of("p", "q", "r")) {
      var expected = IntStream.range(0, count).mapToObj(i -> id + i).toList();
      var own = all.stream().filter(each -> each.startsWith(id)).toList();
      assertEquals(expected, own.subList(0, count));
      assertEquals(own.size(), own.stream().distinct().count());
    }
  }

  private int produceJson(String id, int number) throws Exception {
    return post(
            "a",
            JSON,
            "[\"" + id + number + "\"]",
            "Producer-Id",
            id,
            "Producer-Epoch",
            "0",
            "Producer-Seq",
            "" + number)
        .statusCode();
  }

  @Test
  @DisplayName("DS-30 an array is flattened by one level; messages stay as they were written")
  void flattening() throws Exception {
    create("a", JSON, "{\"a\": 1 }", " [ {\"b\":[ ]} ,2,\"x,]\\u0041\"]\n", "[[1,2],[3]]", "[[]]");
    create("b", JSON, "null", "-1.50e3", "\"\"", "true");
    assertEquals("[{\"a\": 1 },{\"b\":[ ]},2,\"x,]\\u0041\",[1,2],[3],[]]", text("a"));
    assertEquals("[null,-1.50e3,\"\",true]", text("b"));
  }

  @Test
  @DisplayName("DS-31 a stream without messages is an empty array")
  void emptyArray() throws Exception {
    create("a", "application/json; charset=utf-8");
    assertEquals("[]", text("a"));
    post("a", JSON, "1");
    assertEquals("[]", text("a?offset=now"));
    assertEquals("[]", text("a?offset=" + next(get("a"))));
  }

  @Test
  @DisplayName("DS-32 what is not JSON, too deep or an empty array is a 400, and appends nothing")
  void invalidJson() throws Exception {
    assertStatus(201, put("a", JSON, " [ ] "));
    for (var body :
        List.of("", "{", "[1,]", "1 2", "[1] x", "{'a':1}", "NaN", "[]", "[ ]", "\"\n\"", "01")) {
      assertStatus(400, post("a", JSON, body));
    }
    var invalid = BodyPublishers.ofByteArray(new byte[] {'"', -1, '"'});
    assertStatus(400, send(request("a", "Content-Type", JSON).POST(invalid)));
    int depth = 500_000;
    assertStatus(400, post("a", JSON, "[".repeat(depth) + "]".repeat(depth)));
    assertStatus(400, put("b", JSON, "{"));
    assertStatus(404, get("b"));
    assertEquals("[]", text("a"));
    var deep = "[".repeat(100) + "]".repeat(100);
    var wide = String.join(",", Collections.nCopies(5_000, deep));
    assertStatus(204, post("a", JSON, "[" + wide + "]"));
    assertEquals("[" + wide + "]", text("a"));
  }
}
