package httpd.durable;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.SourceFailedException;
import httpd.limit.Limits;
import httpd.line.Timer;
import httpd.topic.LogStore;
import httpd.topic.TopicRights;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Streams of the Durable Streams protocol 1.0, one at each path below its route. PUT creates, POST
 * appends and closes, GET reads, HEAD describes, DELETE deletes.
 */
public final class StreamsHandler implements Handler {

  /** The methods that it takes. */
  public static final List<String> METHODS = List.of("GET", "HEAD", "PUT", "POST", "DELETE");

  /** The longest body without {@code --max-body}. */
  static final int LONGEST_BODY = 8 * 1024 * 1024;

  private final String name;
  private final Streams streams;
  private final LogStore store;
  private final Limits limits;

  /** Streams in a store; {@code name} is their target. */
  public StreamsHandler(String name, LogStore store, Limits limits) {
    this(name, store, limits, System::currentTimeMillis, Timer.OF_THE_PROCESS);
  }

  StreamsHandler(String name, LogStore store, Limits limits, LongSupplier clock, Timer timer) {
    this.name = name;
    this.store = store;
    this.streams = new Streams(store, clock, timer);
    this.limits = limits;
    Thread.ofVirtual().name("httpd-streams").start(streams::scheduleAll);
  }

  @Override
  public Response handle(Request request) throws Exception {
    try {
      var response = answer(request);
      return new Response(
          response.status(), StreamFields.common(response.headers()), response.body());
    } catch (HttpException e) {
      throw withFields(e);
    } catch (SourceFailedException e) {
      throw e; // The client has gone within its body, and no store is to blame.
    } catch (IOException e) {
      throw withFields(StoreFailures.refusal(e));
    }
  }

  /** {@inheritDoc} An append does not, if the streams are in memory and its body is there. */
  @Override
  public boolean mayBlock(Request request) {
    return store.mayBlock() || !request.method().equals("POST");
  }

  private static HttpException withFields(HttpException e) {
    return new HttpException(
        e.status(), e.getMessage(), StreamFields.common(e.headers()), e.getCause());
  }

  private Response answer(Request request) throws Exception {
    checkRights(request);
    return switch (request.method()) {
      case "GET" -> StreamRead.answer(streams, request, limits);
      case "HEAD" -> describe(request);
      case "PUT" -> StreamCreation.answer(streams, request, longest(request));
      case "POST" -> StreamAppend.answer(streams, request, longest(request));
      case "DELETE" -> {
        streams.delete(StreamName.of(request));
        yield Response.status(204);
      }
      default -> throw HttpException.methodNotAllowed(request, METHODS);
    };
  }

  /** A stream is the topic of its name. */
  private static void checkRights(Request request) {
    switch (request.method()) {
      case "GET", "HEAD" -> TopicRights.of(request).checkSubscribe(StreamName.of(request).text());
      case "PUT", "POST", "DELETE" ->
          TopicRights.of(request).checkPublish(StreamName.of(request).text());
      default -> {}
    }
  }

  private static int longest(Request request) {
    long set = request.body().longest();
    return set == 0 ? LONGEST_BODY : (int) Math.min(set, Integer.MAX_VALUE - 8);
  }

  private Response describe(Request request) throws IOException {
    var stream = streams.open(StreamName.of(request));
    var state = stream.log().state();
    var life = stream.life();
    var response =
        Response.status(200)
            .withType(stream.type().text())
            .withHeader(StreamFields.NEXT_OFFSET, Offsets.of(state.bounds().newest()))
            .withHeader("Cache-Control", "no-store");
    if (life.ttl() != null) {
      response = response.withHeader(StreamFields.TTL, Long.toString(life.ttl()));
    }
    if (life.expiresAt() != null) {
      response = response.withHeader(StreamFields.EXPIRES_AT, life.expiresAt());
    }
    return StreamFields.flagged(response, StreamFields.CLOSED, state.isClosed());
  }

  @Override
  public String toString() {
    return name;
  }
}
