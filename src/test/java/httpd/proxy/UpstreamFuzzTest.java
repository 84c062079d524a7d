package httpd.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.net.Transport;
import httpd.testing.Fuzz;
import httpd.testing.FuzzedUpstream;
import httpd.testing.FuzzedUpstream.Answer;
import httpd.testing.FuzzedUpstream.Then;
import httpd.testing.Received;
import httpd.testing.SentAndRead;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Responses of chance, whole, cut and damaged, in pieces of chance, through a real proxy. */
@Timeout(value = 3, unit = TimeUnit.HOURS) // Rounds are counted, or played for minutes.
class UpstreamFuzzTest extends ProxyTest {

  private static final int ROUNDS = 800;
  private static final String UNASKED = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL";

  private FuzzedUpstream fuzzed;

  @BeforeEach
  void startFuzzedUpstream() throws IOException {
    fuzzed = new FuzzedUpstream();
  }

  @AfterEach
  void closeFuzzedUpstream() throws Exception {
    fuzzed.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  @DisplayName(
      "B-12, W-1, W-3, W-30, W-31, W-33: no response, however damaged, gets a wrong ending")
  void responses(Transport transport) throws Exception {
    // A beat within a body that is not an event stream would be seen.
    var config =
        config().withTransport(transport).withEventLoops(2).withHeartbeat(Duration.ofMillis(1));
    serve(config, "/", proxy("http://127.0.0.1:" + fuzzed.address().getPort()));
    Fuzz.play("responses over " + transport, ROUNDS, this::round);
    assertEquals(List.of(), log.text().lines().filter(line -> line.contains("[trace of")).toList());
  }

  private String round(Random random, long seed) throws Exception {
    var path = "/" + seed;
    var body = body(random);
    boolean untilClose = random.nextInt(6) == 0;
    var whole = head(random) + (untilClose ? "\r\n" + body : framed(body, random));
    var answer =
        switch (random.nextInt(6)) {
          case 0, 1 -> new Answer(whole, "", untilClose ? Then.FINISH : Then.STAY, seed);
          case 2 ->
              new Answer(
                  whole, untilClose ? "" : UNASKED, untilClose ? Then.FINISH : Then.STAY, seed);
          case 3 ->
              new Answer(
                  whole.substring(0, random.nextInt(whole.length())), "", ending(random), seed);
          default -> new Answer(damaged(whole, random), "", ending(random), seed);
        };
    fuzzed.answer(path, head -> answer);
    var version = random.nextInt(4) == 0 ? "HTTP/1.0" : "HTTP/1.1";
    var client =
        SentAndRead.of(
            server().address(),
            "GET %s %s\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(path, version));
    fuzzed.forget(path);
    return judged(client, answer, isWhole(answer, whole) ? body : null);
  }

  /** A reset may take with it what was sent before. */
  private static boolean isWhole(Answer answer, String whole) {
    return answer.bytes().equals(whole) && answer.then() != Then.RESET;
  }

  /** What came of it, if that is right. */
  private static String judged(SentAndRead client, Answer answer, String whole) {
    var received = Received.all(client.text(), List.of());
    var got = received.isEmpty() ? null : received.getFirst();
    assertTrue(received.size() <= 1, () -> "several answers to " + brief(answer));
    if (whole != null) {
      assertTrue(got != null, () -> "no answer, sent: " + brief(answer));
      assertSame(whole, got.body(), answer);
      assertTrue(got.looksComplete(client.reset()), () -> "cut, sent: " + brief(answer));
      return "whole";
    }
    if (got == null) {
      return "no answer";
    }
    if (got.status() == 502 && got.body().equals("Bad Gateway\n")) {
      return "refused";
    }
    var sent = reference(answer);
    if (!got.looksComplete(client.reset())) {
      return "cut";
    }
    assertTrue(
        sent != null && sent.looksComplete(answer.then() == Then.RESET),
        () -> "looks complete, sent: " + brief(answer));
    boolean mayBeat =
        "text/event-stream".equals(sent.headers().get("content-type"))
            && !sent.headers().containsKey("content-encoding");
    if (!mayBeat) {
      assertSame(sent.body(), got.body(), answer);
    }
    return "damaged, and whole";
  }

  private static void assertSame(String expected, String got, Answer answer) {
    int at = Arrays.mismatch(expected.toCharArray(), got.toCharArray());
    assertTrue(
        at < 0,
        () ->
            "differs at %s of %s and %s, from «%s»; sent: %s"
                .formatted(
                    at,
                    expected.length(),
                    got.length(),
                    got.substring(at, Math.min(got.length(), at + 40)),
                    brief(answer)));
  }

  private static String brief(Answer answer) {
    var bytes = answer.bytes();
    return "%s … (%s bytes, then %s)"
        .formatted(
            bytes
                .substring(0, Math.min(bytes.length(), 400))
                .replace("\r", "\\r")
                .replace("\n", "\\n\n")
                .replace("\0", "\\0"),
            bytes.length(),
            answer.then());
  }

  /** What a strict reader makes of it; null if nothing. */
  private static Received reference(Answer answer) {
    try {
      var all = Received.all(answer.bytes(), List.of());
      return all.isEmpty() ? null : all.getFirst();
    } catch (Received.Malformed malformed) {
      return firstOf(answer.bytes());
    }
  }

  /** The first of several, if what comes after it is malformed. */
  private static Received firstOf(String bytes) {
    try {
      return Received.first(bytes);
    } catch (Received.Malformed malformed) {
      return null;
    }
  }

  private static Then ending(Random random) {
    return random.nextInt(3) == 0 ? Then.RESET : Then.FINISH;
  }

  private static String damaged(String whole, Random random) {
    var bytes = whole.getBytes(ISO_8859_1);
    return new String(Fuzz.mutated(bytes, random), ISO_8859_1);
  }

  private static String head(Random random) {
    var interim = random.nextInt(6) == 0 ? "HTTP/1.1 102 Early Hints\r\nLink: </a>\r\n\r\n" : "";
    var type =
        List.of(
                "text/plain",
                "text/html; charset=utf-8",
                "application/json",
                "application/octet-stream",
                "text/event-stream\r\nContent-Encoding: gzip")
            .get(random.nextInt(5));
    return interim
        + List.of("HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found", "HTTP/1.1 201 ")
            .get(random.nextInt(3))
        + "\r\nContent-Type: "
        + type
        + "\r\nX-A: b\r\n";
  }

  private static String body(Random random) {
    var body = new StringBuilder();
    for (int left = random.nextInt(30); left > 0; left--) {
      int length = random.nextInt(30) == 0 ? random.nextInt(80_000) : random.nextInt(100);
      for (int i = 0; i < length; i++) {
        body.append((char) (random.nextInt(20) == 0 ? random.nextInt(256) : 'a' + i % 26));
      }
      body.append(List.of("\n", "\r\n", "\r", "").get(random.nextInt(4)));
    }
    return body.toString();
  }

  private static String framed(String body, Random random) {
    if (random.nextBoolean()) {
      return "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }
    var chunks = "Transfer-Encoding: chunked\r\n\r\n" + Fuzz.chunks(body, 2000, random);
    return chunks + "0\r\n" + (random.nextInt(4) == 0 ? "X-Trailer: 1\r\n" : "") + "\r\n";
  }

  @Test
  @DisplayName("the judge of these rounds sees a wrong ending")
  void judge() {
    var cut = new Answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "", Then.FINISH, 0);
    var client = new SentAndRead("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", false);
    assertThrows(AssertionError.class, () -> judged(client, cut, null));
  }
}
