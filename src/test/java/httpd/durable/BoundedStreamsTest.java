package httpd.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.HttpException;
import httpd.Request;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.topic.Log;
import httpd.topic.LogStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Streams": bounds. */
@ParameterizedClass
@EnumSource(value = StreamEngine.class, names = "MEMORY")
class BoundedStreamsTest extends StreamsCase {

  @Override
  Limits limits() {
    return super.limits().with(Bound.STREAM_DATA, 100_000);
  }

  @Test
  @DisplayName("DS-95 streams in memory are bounded together; deleting makes room")
  void bounded() throws Exception {
    create("a", TEXT, "x".repeat(60_000));
    create("b", TEXT, "x".repeat(30_000));
    var refused = post("b", TEXT, "x".repeat(10_000));
    assertStatus(507, refused);
    assertTrue(refused.body().contains("--limit stream-data"), refused.body());
    assertEquals(30_000, text("b").length());
    assertStatus(507, put("c", TEXT, "x".repeat(10_000)));
    assertStatus(404, get("c"));
    assertStatus(204, delete("a"));
    assertStatus(204, post("b", TEXT, "x".repeat(60_000)));
    assertStatus(204, delete("b"));
    for (int i = 0; i < 300; i++) {
      create("c", TEXT, "x".repeat(1_000));
      assertStatus(204, delete("c"));
    }
  }

  @Test
  @DisplayName("DS-96 a store that fails is a 503 with Retry-After")
  void failing() throws Exception {
    var failing = new StreamsHandler("streams:", new FailingStore(), Limits.standard());
    var request = Request.get("/a").withRoute("/", Map.of());
    var refusal = assertThrows(HttpException.class, () -> failing.handle(request));
    assertEquals(503, refusal.status());
    assertEquals("5", refusal.headers().get("Retry-After"));
    assertEquals("nosniff", refusal.headers().get("X-Content-Type-Options"));
  }

  /** A store whose server is away. */
  private static final class FailingStore implements LogStore {

    @Override
    public Log find(String name) throws IOException {
      throw new IOException("away");
    }

    @Override
    public Creation create(String name, Blueprint blueprint) throws IOException {
      throw new IOException("away");
    }

    @Override
    public List<String> names() {
      return List.of();
    }

    @Override
    public void close() {}
  }
}
