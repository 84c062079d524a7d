package httpd.server.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.CloseReason;
import httpd.Request;
import httpd.Response;
import httpd.coding.CodingRules;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.stream.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Answers without an {@code HttpConnection}: over a channel with nothing in it, which frames bodies
 * by itself, as one stream of an HTTP/2 connection does.
 */
class AnswersTest {

  private final EmbeddedChannel channel =
      new EmbeddedChannel(new ChannelDuplexHandler(), new ChannelDuplexHandler());
  private final FakeOwner owner = new FakeOwner(channel);
  private final Limits limits = Limits.standard();
  private final EventStreamPolicy events = new EventStreamPolicy(Duration.ZERO, Duration.ZERO);
  private final ServerShare server =
      new ServerShare(
          new NoGate(), limits, (head, client) -> owner.log(), events, new CodingRules(true));
  private final TunnelPlace place = new TunnelPlace(limits.of(Bound.TUNNELS), Request.get("/"));

  private @Nullable HttpHeaders head;
  private final StringBuilder body = new StringBuilder();
  private boolean ended;

  @AfterEach
  void takeDown() {
    channel.finishAndReleaseAll();
  }

  private static final class NoGate implements Gate {
    @Override
    public Response handle(Request request) {
      throw new AssertionError("the handler is not called");
    }

    @Override
    public Response leaving(Request request, Response response) {
      return response;
    }
  }

  /** Gives nothing, and notes that it is closed. */
  private static final class Silent implements LineSource {
    boolean closed;

    @Override
    public Poll poll(Runnable wake) {
      return Poll.PENDING;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private Answer choose(Response response) {
    return Answers.choose(owner, server, Request.get("/"), false, response, place);
  }

  /** What a connection tells that may carry more, needs no field for it, and frames bodies. */
  private Delivery delivery() {
    var contexts = channel.pipeline();
    return new Delivery(
        contexts.lastContext(),
        contexts.firstContext(),
        Framing.KNOWN_LENGTH,
        true,
        null,
        true,
        new AloneTurn());
  }

  private Answer start(Response response) {
    var answer = choose(response);
    assertNull(answer.takePlace());
    answer.start(delivery());
    read();
    return answer;
  }

  /** Takes what the channel would send. */
  private void read() {
    channel.runPendingTasks();
    for (Object sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
      if (sent instanceof HttpResponse response) {
        head = response.headers();
      }
      if (sent instanceof HttpContent content) {
        body.append(content.content().toString(UTF_8));
      } else if (sent instanceof ByteBuf bytes) {
        body.append(bytes.toString(UTF_8));
      }
      ended |= sent instanceof LastHttpContent;
      ReferenceCountUtil.release(sent);
    }
  }

  private void assertFramedByTheProtocol() {
    assertNotNull(head);
    assertFalse(head.contains("Transfer-Encoding"), head.toString());
    assertFalse(head.contains("Connection"), head.toString());
  }

  private long openStreams() {
    return limits.of(Bound.STREAMS).held();
  }

  @Test
  void textIsWrittenAndComplete() {
    assertInstanceOf(TextAnswer.class, start(Response.text("hello")));
    assertFramedByTheProtocol();
    assertEquals("hello", body.toString());
    assertTrue(ended);
    assertEquals(List.of(CloseReason.COMPLETED), owner.ends);
  }

  @Test
  void headIsWrittenWithoutTheBodyOfText() {
    var answer = choose(Response.text("hello"));
    answer.startBodiless(delivery());
    read();
    assertNotNull(head);
    assertEquals("5", head.get("Content-Length"));
    assertEquals("", body.toString());
    assertEquals(List.of(CloseReason.COMPLETED), owner.ends);
  }

  @Test
  void textOfManySlicesIsComplete() {
    var text = "0123456789".repeat(20_000);
    start(Response.text(text));
    assertEquals(text, body.toString());
    assertEquals(List.of(CloseReason.COMPLETED), owner.ends);
  }

  @Test
  void fileIsClosedWhenDiscarded(@TempDir Path directory) throws Exception {
    var file = FileChannel.open(Files.writeString(directory.resolve("a"), "content"));
    var answer = choose(new Response(200, httpd.Headers.EMPTY, new Body.File(file, 0, 7)));
    assertInstanceOf(FileBodyAnswer.class, answer);
    answer.discard();
    assertFalse(file.isOpen());
  }

  @Test
  void literalOfFileIsWrittenAndTheFileClosed(@TempDir Path directory) throws Exception {
    var file = FileChannel.open(Files.writeString(directory.resolve("a"), "content"));
    var literal = new Body.File(file, List.of(new Body.File.Literal("text")));
    start(new Response(200, httpd.Headers.EMPTY, literal));
    assertEquals("text", body.toString());
    assertFalse(file.isOpen());
    assertEquals(List.of(CloseReason.COMPLETED), owner.ends);
  }

  @Test
  void listIsEager() {
    var answer = start(Response.chunks(List.of("a", "b")));
    assertFalse(answer.isLazy());
    assertFramedByTheProtocol();
    assertEquals("ab", body.toString());
    assertEquals(List.of(CloseReason.COMPLETED), owner.ends);
  }

  @Test
  void linesArriveAsTheyAreGivenAndAreCutByAStop() {
    var lines = new LineQueue();
    var answer = start(new Response(200, httpd.Headers.EMPTY, new Body.Lines(lines)));
    assertEquals(StreamAnswer.class, answer.getClass());
    assertTrue(answer.isLazy());
    assertFramedByTheProtocol();
    assertEquals(1, openStreams());
    lines.offer(Line.of("now"), () -> {});
    read();
    assertEquals("now\n", body.toString());
    answer.serverStopping();
    assertEquals(List.of(CloseReason.SERVER_STOPPED), owner.ends);
    assertEquals(0, openStreams());
    assertFalse(channel.isOpen());
  }

  @Test
  void passedBytesThatEndSurviveAStop() {
    var bytes = new LineQueue();
    var passed =
        new Body.PassThrough(bytes, OptionalLong.empty(), () -> httpd.Headers.EMPTY, true, false);
    var answer = start(new Response(200, httpd.Headers.EMPTY, passed));
    assertFramedByTheProtocol();
    assertNotNull(head);
    assertFalse(head.contains("Content-Type"), head.toString());
    answer.serverStopping();
    bytes.offer(Line.verbatim("rest"), () -> {});
    bytes.end();
    read();
    assertEquals("rest", body.toString());
    assertEquals(List.of(CloseReason.COMPLETED), owner.ends);
  }

  @Test
  void eventsEndAtAStopWithARetry() {
    var lines = new LineQueue();
    var answer = start(Response.ofEvents(lines));
    assertInstanceOf(EventAnswer.class, answer);
    assertFalse(answer.maySurviveStop());
    events.stop(Duration.ZERO);
    answer.serverStopping();
    read();
    assertTrue(body.toString().startsWith("retry: "), body.toString());
    assertEquals(List.of(CloseReason.SERVER_STOPPED), owner.ends);
    assertEquals(0, openStreams());
  }

  @Test
  void eventsAreMadeOnlyOfLines() {
    var bytes = new LineQueue();
    var passed =
        new Body.PassThrough(bytes, OptionalLong.empty(), () -> httpd.Headers.EMPTY, false, false);
    var response = new Response(200, httpd.Headers.of("Content-Type", "text/event-stream"), passed);
    var answer = choose(response);
    assertEquals(StreamAnswer.class, answer.getClass());
    var notLines = StreamBody.of(passed);
    var streams = limits.of(Bound.STREAMS);
    assertThrows(
        IllegalArgumentException.class,
        () -> new EventAnswer(owner, response, notLines, streams, events));
    answer.discard();
  }

  @Test
  void clientThatLeavesClosesTheSourceAndFreesThePlace() {
    var lines = new Silent();
    var answer = start(new Response(200, httpd.Headers.EMPTY, new Body.Lines(lines)));
    answer.clientGone(CloseReason.CLIENT_GONE);
    assertEquals(List.of(CloseReason.CLIENT_GONE), owner.ends);
    assertEquals(List.of(CloseReason.CLIENT_GONE), owner.logged);
    assertEquals(0, openStreams());
    assertTrue(lines.closed);
  }

  @Test
  void discardedStreamFreesItsPlaceAndClosesItsSource() {
    var lines = new Silent();
    var answer = choose(new Response(200, httpd.Headers.EMPTY, new Body.Lines(lines)));
    assertNull(answer.takePlace());
    assertEquals(1, openStreams());
    answer.discard();
    assertEquals(0, openStreams());
    assertTrue(lines.closed);
  }

  @Test
  void tunnelIsHandedToTheConnection() {
    var source = new LineQueue();
    var response =
        new Response(
            101, httpd.Headers.of("Upgrade", "echo"), new Body.Tunnel(source, fromClient -> {}));
    var answer = start(response);
    assertInstanceOf(TunnelAnswer.class, answer);
    assertNotNull(head);
    assertEquals("Upgrade", head.get("Connection"));
    assertNotNull(owner.tunnel);
    assertEquals(List.of(), owner.ends);
    source.close();
    place.giveBack();
  }

  @Test
  void keepAliveIsOnTheWireAsTheConnectionSays() {
    var contexts = channel.pipeline();
    choose(Response.text("last"))
        .start(
            new Delivery(
                contexts.lastContext(),
                contexts.firstContext(),
                Framing.UNTIL_CLOSE,
                false,
                "close",
                true,
                new AloneTurn()));
    read();
    assertNotNull(head);
    assertEquals("close", head.get("Connection"));
  }
}
