package httpd.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** The wire to a browser: the Chrome DevTools Protocol, JSON over a web socket on loopback. */
final class DevTools implements WebSocket.Listener, AutoCloseable {

  private static final long LIMIT_SECONDS = 40;

  /** What the browser says of an expression whose page is no more. */
  private static final Pattern LEFT =
      Pattern.compile("target navigated|context was destroyed|context with specified id|collected");

  /** The tab went to another page before an expression had a value. */
  static final class PageLeft extends AssertionError {

    private static final long serialVersionUID = 1L;

    PageLeft(String problem) {
      super(problem);
    }
  }

  /** Threads that live as long as the browser. */
  private final ExecutorService executor =
      Executors.newFixedThreadPool(4, Thread.ofPlatform().name("browser-wire-", 0).factory());

  private final HttpClient client = HttpClient.newBuilder().executor(executor).build();
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<Object>> answers = new ConcurrentHashMap<>();
  private final Queue<Object> events = new ConcurrentLinkedQueue<>();
  private final StringBuilder message = new StringBuilder();
  private final WebSocket socket;

  DevTools(URI address) {
    socket = client.newWebSocketBuilder().buildAsync(address, this).join();
  }

  /** Calls a method of a session, null for the browser's own; gives its result. */
  Object call(String session, String method, String parameters) {
    int id = ids.incrementAndGet();
    var answer = new CompletableFuture<>();
    answers.put(id, answer);
    var to = session == null ? "" : "\"sessionId\":" + Json.quote(session) + ",";
    var request =
        "{%s\"id\":%s,\"method\":\"%s\",\"params\":%s}".formatted(to, id, method, parameters);
    synchronized (socket) { // It takes one message at a time.
      socket.sendText(request, true).join();
    }
    try {
      var said = answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (Json.at(said, "error") != null) {
        var problem = method + ": " + Json.at(said, "error");
        throw LEFT.matcher(problem).find() ? new PageLeft(problem) : new AssertionError(problem);
      }
      return Json.at(said, "result");
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError(method + " was not answered: " + parameters, e);
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /** Forgets the events of closed sessions. */
  void forget() {
    events.clear();
  }

  /** What a session has told of itself under a name, in order. */
  List<Object> events(String session, String method) {
    return events.stream()
        .filter(event -> method.equals(Json.at(event, "method")))
        .filter(event -> session.equals(Json.at(event, "sessionId")))
        .map(event -> Json.at(event, "params"))
        .toList();
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean isLast) {
    message.append(data);
    if (isLast) {
      take(Json.parse(message.toString()));
      message.setLength(0);
    }
    socket.request(1);
    return null;
  }

  private void take(Object said) {
    if (Json.at(said, "id") instanceof Double id) {
      answers.remove(id.intValue()).complete(said);
    } else {
      events.add(said);
    }
  }

  @Override
  public void close() throws Exception {
    socket.abort();
    client.shutdownNow();
    executor.shutdown();
    if (!client.awaitTermination(Duration.ofSeconds(LIMIT_SECONDS))) {
      throw new AssertionError("the client of the browser does not end");
    }
  }
}
