package httpd.command;

import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.testing.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A language model and an MCP server that say what their test wants. A token leaves when the one
 * before it has been seen, which a client tells by {@code POST /next}; {@code /freed/...} answers
 * when the client of a stream has gone, so that a test waits for neither by time.
 */
final class StreamingUpstream implements AutoCloseable {

  /** What {@code Authorization} must be, which no client knows. */
  static final String KEY = "Bearer the-real-key";

  private static final List<String> WORDS = List.of("tokens ", "come ", "one ", "by ", "one");
  private static final long LIMIT_SECONDS = 20;

  /** The signals of one example. */
  private static final class Scene {
    private final Semaphore next = new Semaphore(0);
    private final Semaphore notifications = new Semaphore(0);
    private final CompletableFuture<Void> called = new CompletableFuture<>();
    private final CompletableFuture<Void> listening = new CompletableFuture<>();
    private final CompletableFuture<Void> answerFreed = new CompletableFuture<>();
    private final CompletableFuture<Void> listenerFreed = new CompletableFuture<>();
    private int brokenCalls;
  }

  /** Events that wait for their signals. Closed before their end, they say so. */
  private static final class Events implements Iterator<ServerSentEvent>, AutoCloseable {
    private final Iterator<ServerSentEvent> events;
    private final Semaphore next;
    private final @Nullable CompletableFuture<Void> freed;
    private final boolean breaks;
    private boolean begun;
    private volatile boolean over;

    Events(
        List<ServerSentEvent> events,
        boolean begun,
        Semaphore next,
        CompletableFuture<Void> freed,
        boolean breaks) {
      this.events = events.iterator();
      this.begun = !begun;
      this.next = next;
      this.freed = freed;
      this.breaks = breaks;
    }

    @Override
    public boolean hasNext() {
      if (begun) {
        next.acquireUninterruptibly(breaks ? 0 : 1);
      }
      begun = true;
      over = !events.hasNext();
      if (over && breaks) {
        throw new IllegalStateException("the upstream breaks off, as its test wants");
      }
      return !over;
    }

    @Override
    public ServerSentEvent next() {
      if (!events.hasNext()) {
        throw new NoSuchElementException();
      }
      return events.next();
    }

    @Override
    public void close() {
      if (!over) {
        freed.complete(null);
        next.release(1000);
      }
    }
  }

  private final Server server;
  private volatile Scene scene = new Scene();

  StreamingUpstream() throws IOException {
    server = Server.start(ServerConfig.defaults().withPort(0).withEventLoops(1), this::handle);
  }

  String url() {
    return "http://127.0.0.1:" + server.address().getPort();
  }

  private Response handle(Request request) throws Exception {
    return switch (request.path()) {
      case "/v1/chat/completions" -> complete(request);
      case "/mcp" -> speakMcp(request);
      default -> control(request.path());
    };
  }

  private Response control(String path) throws Exception {
    switch (path) {
      case "/begin" -> scene = new Scene();
      case "/next" -> scene.next.release();
      case "/notify" -> scene.notifications.release();
      case "/called" -> await(scene.called);
      case "/listening" -> await(scene.listening);
      case "/freed/answer" -> await(scene.answerFreed);
      case "/freed/listener" -> await(scene.listenerFreed);
      default -> throw new IllegalArgumentException(path);
    }
    return Response.text("");
  }

  private static void await(CompletableFuture<Void> signal) throws Exception {
    signal.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private Response complete(Request request) throws IOException {
    if (!KEY.equals(request.header("Authorization"))) {
      return Response.text("no key").withStatus(401);
    }
    var body = request.text();
    var events = new ArrayList<ServerSentEvent>();
    for (var word : WORDS) {
      events.add(
          data(
              """
              {"id":"c","object":"chat.completion.chunk","created":1,"model":"scripted",\
              "choices":[{"index":0,"delta":{"role":"assistant","content":%s},"finish_reason":null}]}\
              """
                  .formatted(Json.quote(word))));
    }
    if (body.contains("\"words\"")) {
      events.add(
          data(
              """
              {"id":"c","object":"chat.completion.chunk","created":1,"model":"scripted",\
              "choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\
              """));
      events.add(data("[DONE]"));
      scene.next.release(3); // The words are acknowledged, the end is not.
      return stream(events, false);
    }
    return stream(events.subList(0, 1), body.contains("\"broken\""));
  }

  private Response stream(List<ServerSentEvent> events, boolean breaks) {
    return Response.events(new Events(events, true, scene.next, scene.answerFreed, breaks));
  }

  private static ServerSentEvent data(String json) {
    return new ServerSentEvent(null, null, json, null, null);
  }

  private Response speakMcp(Request request) throws IOException {
    return switch (request.method()) {
      case "DELETE" -> Response.status(204);
      case "GET" -> listen(request.header("Last-Event-ID"));
      default -> called((Map<?, ?>) Json.parse(request.text()), request);
    };
  }

  private Response listen(@Nullable String last) {
    if (last != null) {
      var text = "resumed, sent " + scene.brokenCalls + " times";
      var id = last.substring(last.indexOf('-') + 1);
      return Response.events(List.of(event("end", result(id, content(text)))).iterator());
    }
    scene.listening.complete(null);
    var notification =
        data("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/test\",\"params\":{}}");
    return Response.events(
        new Events(List.of(notification), false, scene.notifications, scene.listenerFreed, false));
  }

  private Response called(Map<?, ?> message, Request request) {
    var id = message.get("id");
    if (id == null) {
      return Response.status(202);
    }
    var method = String.valueOf(message.get("method"));
    if (!method.equals("initialize") && !"s1".equals(request.header("Mcp-Session-Id"))) {
      return Response.text("no session").withStatus(400);
    }
    return switch (method) {
      case "initialize" ->
          json(
                  id,
                  """
                  {"protocolVersion":"2025-06-18","capabilities":{"tools":{}},\
                  "serverInfo":{"name":"scripted","version":"1"}}\
                  """)
              .withHeader("Mcp-Session-Id", "s1");
      case "tools/list" ->
          json(
              id, "{\"tools\":[" + tool("json") + "," + tool("slow") + "," + tool("broken") + "]}");
      case "tools/call" -> call(id, Json.at(message, "params", "name").toString());
      default -> Response.status(404);
    };
  }

  private static String tool(String name) {
    return "{\"name\":\"%s\",\"inputSchema\":{\"type\":\"object\",\"properties\":{}}}"
        .formatted(name);
  }

  private Response call(Object id, String tool) {
    scene.called.complete(null);
    return switch (tool) {
      case "json" -> json(id, content("as JSON"));
      case "slow" ->
          Response.events(
              new Events(
                  List.of(data(result(id, content("slowly")))),
                  false,
                  scene.next,
                  scene.answerFreed,
                  false));
      case "words" -> {
        var events = new ArrayList<ServerSentEvent>();
        WORDS.forEach(word -> events.add(data(progress(id, word))));
        events.add(data(result(id, content(String.join("", WORDS)))));
        scene.next.release();
        yield stream(events, false);
      }
      case "endless" -> stream(List.of(data(progress(id, "begun"))), false);
      default -> {
        scene.brokenCalls++;
        yield stream(
            List.of(
                event(
                    "call-" + id,
                    """
                    {"jsonrpc":"2.0","method":"notifications/message",\
                    "params":{"level":"info","data":"begun"}}\
                    """)),
            true);
      }
    };
  }

  private static ServerSentEvent event(String id, String json) {
    return new ServerSentEvent(id, null, json, null, null);
  }

  private static String progress(Object id, String word) {
    return """
    {"jsonrpc":"2.0","method":"notifications/progress",\
    "params":{"progressToken":%s,"progress":1,"message":%s}}\
    """
        .formatted(number(id), Json.quote(word));
  }

  private static String content(String text) {
    return "{\"content\":[{\"type\":\"text\",\"text\":%s}]}".formatted(Json.quote(text));
  }

  private static Response json(Object id, String result) {
    return Response.text(result(id, result)).withType("application/json");
  }

  private static String result(Object id, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}".formatted(number(id), result);
  }

  private static String number(Object id) {
    return id instanceof Number number ? Long.toString(number.longValue()) : id.toString();
  }

  @Override
  public void close() {
    server.close();
  }
}
