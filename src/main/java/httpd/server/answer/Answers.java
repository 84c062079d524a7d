package httpd.server.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Body;
import httpd.Request;
import httpd.Response;
import httpd.coding.Coding;
import httpd.limit.Bound;
import org.jspecify.annotations.Nullable;

/** Chooses the answer for a response by the kind of its body: the only place that looks at it. */
final class Answers {

  private Answers() {}

  static Answer choose(
      Answer.Owner owner,
      ServerShare server,
      Request request,
      boolean isHttp10,
      Response given,
      TunnelPlace place) {
    if (server.codings().leaves(request, given)) {
      return unchanged(owner, server, request, given, place);
    }
    var coded = server.codings().decide(request, isHttp10, given);
    var coding = coded.coding();
    if (coding != null) {
      return compressed(owner, server, given, coded.response(), coding);
    }
    var answer = unchanged(owner, server, request, coded.response(), place);
    answer.lacksVary = coded.lacksVary();
    return answer;
  }

  private static Answer unchanged(
      Answer.Owner owner,
      ServerShare server,
      Request request,
      Response response,
      TunnelPlace place) {
    // The first request waits for the classes that a switch over types makes.
    if (response.body() instanceof Body.Text(var text)) {
      return text(owner, response, text);
    }
    if (response.body() instanceof Body.Bytes(var bytes)) {
      return bytes(owner, response, bytes);
    }
    return switch (response.body()) {
      case Body.Text(var text) -> text(owner, response, text);
      case Body.Bytes(var bytes) -> bytes(owner, response, bytes);
      case Body.File file -> new FileBodyAnswer(owner, response, file);
      case Body.Chunks list -> stream(owner, server, response, StreamBody.of(list));
      case Body.Lines lines ->
          stream(owner, server, response, StreamBody.of(lines, announced(response)));
      case Body.PassThrough passed -> stream(owner, server, response, StreamBody.of(passed));
      case Body.Tunnel tunnel -> {
        var idle = server.limits().of(Bound.TUNNEL_IDLE);
        yield new TunnelAnswer(owner, request, response, tunnel, place, idle);
      }
      case Body.WebSocket socket -> WebSocketAnswer.of(owner, server, request, response, socket);
    };
  }

  /** Whether it is an event stream depends on what the handler gave, before it was compressed. */
  private static Answer compressed(
      Answer.Owner owner, ServerShare server, Response given, Response coded, Coding coding) {
    var body =
        switch (coded.body()) {
          case Body.Text(var text) -> StreamBody.of(PlainSlices.of(text), coding);
          case Body.Bytes(var bytes) -> StreamBody.of(PlainSlices.of(bytes), coding);
          case Body.File file -> StreamBody.of(PlainSlices.of(file), coding);
          case Body.Chunks list -> StreamBody.of(list).in(coding);
          case Body.Lines lines -> StreamBody.of(lines, announced(given)).in(coding);
          case Body.PassThrough passed -> StreamBody.of(passed).in(coding);
          case Body.Tunnel tunnel -> throw new IllegalArgumentException("a tunnel: " + tunnel);
          case Body.WebSocket socket ->
              throw new IllegalArgumentException("a WebSocket: " + socket);
        };
    var streams = server.limits().of(Bound.STREAMS);
    return body.isOfLines() && EventAnswer.isEventStream(given)
        ? new EventAnswer(owner, coded, body, streams, server.events())
        : new StreamAnswer(owner, coded, body, streams);
  }

  private static @Nullable String announced(Response response) {
    return response.headers().get("Trailer");
  }

  private static Answer text(Answer.Owner owner, Response response, String text) {
    return text.length() <= LongTextAnswer.MOST_AT_ONCE
        ? bytes(owner, response, text.getBytes(UTF_8))
        : new LongTextAnswer(owner, response, Slices.of(text));
  }

  private static Answer bytes(Answer.Owner owner, Response response, byte[] bytes) {
    return bytes.length <= LongTextAnswer.MOST_AT_ONCE
        ? new TextAnswer(owner, response, bytes)
        : new LongTextAnswer(owner, response, Slices.of(bytes));
  }

  private static Answer stream(
      Answer.Owner owner, ServerShare server, Response response, StreamBody body) {
    var streams = server.limits().of(Bound.STREAMS);
    return body.isOfLines() && EventAnswer.isEventStream(response)
        ? new EventAnswer(owner, response, body, streams, server.events())
        : new StreamAnswer(owner, response, body, streams);
  }
}
