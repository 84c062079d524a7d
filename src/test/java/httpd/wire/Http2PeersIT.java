package httpd.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Request;
import httpd.Response;
import httpd.server.tls.TlsSettings;
import httpd.testing.Installed;
import java.io.File;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clients of nghttp2, with TLS and by prior knowledge. */
class Http2PeersIT extends WireTest {

  private static final int REQUESTS = 2_000;

  private final AtomicInteger calls = new AtomicInteger();

  private String serveAll(boolean withTls) throws Exception {
    var tls = withTls ? TlsSettings.ownCertificate(Set.of("localhost")) : null;
    int port = serve(config().withTls(tls), this::answer).address().getPort();
    return "%s://127.0.0.1:%s".formatted(withTls ? "https" : "http", port);
  }

  private Response answer(Request request) {
    calls.incrementAndGet();
    return switch (request.path()) {
      case "/lines" -> Response.lines(Stream.of("one", "two", "three"));
      case "/cut" -> Response.lines(IntStream.range(0, 4).mapToObj(Http2PeersIT::lineBeforeThree));
      default -> Response.text("hello\n");
    };
  }

  private static String lineBeforeThree(int number) {
    if (number == 3) {
      throw new IllegalStateException("on purpose");
    }
    return "line " + number;
  }

  /** What a program says, its errors too. */
  private static String said(String... command) throws Exception {
    Installed.require(command[0]);
    var process =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("J-10 h2load has a hundred streams open on each connection, and each is answered")
  void hundredStreams(boolean withTls) throws Exception {
    var url = serveAll(withTls) + "/lines";
    var said = said("h2load", "-n", "" + REQUESTS, "-c", "2", "-m", "100", url);
    assertTrue(said.contains(" %s succeeded, 0 failed, 0 errored, ".formatted(REQUESTS)), said);
    assertTrue(said.contains("status codes: %s 2xx, ".formatted(REQUESTS)), said);
    assertEquals(REQUESTS, calls.get());
  }

  /** The lines of a body: nghttp prints its own between them, and the bodies of other streams. */
  private static List<String> lines(String said, String body) {
    return said.lines().filter(line -> line.matches(body)).toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("J-22, J-31, J-422 nghttp gets lines, a cut as RST_STREAM, and an answer after it")
  void nghttp(boolean withTls) throws Exception {
    var root = serveAll(withTls);
    var said = said("nghttp", "-v", root + "/lines", root + "/cut", root + "/");
    assertEquals(List.of("one", "two", "three"), lines(said, "one|two|three"), said);
    assertEquals(List.of("line 0", "line 1", "line 2"), lines(said, "line .*"), said);
    assertTrue(said.contains("(error_code=INTERNAL_ERROR(0x02))"), said);
    assertEquals(List.of("hello"), lines(said, "hello"), said);
    assertTrue(said.contains("total=3, processed=2"), said);
  }
}
