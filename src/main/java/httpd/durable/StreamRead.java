package httpd.durable;

import static httpd.durable.StreamFields.CLOSED;
import static httpd.durable.StreamFields.CURSOR;
import static httpd.durable.StreamFields.NEXT_OFFSET;
import static httpd.durable.StreamFields.UP_TO_DATE;
import static httpd.durable.StreamFields.flagged;

import httpd.Body;
import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.http.EntityTag;
import httpd.http.Preconditions;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.line.Poll;
import httpd.topic.Log;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A GET: what there is, what comes within a time (long-poll), or all that comes (SSE). */
final class StreamRead {

  private static final String NO_STORE = "no-store";
  private static final int MAX_AGE_SECONDS = 60;

  private final DurableStream stream;
  private final Request request;
  private final ReadQuery query;
  private final StreamCursor cursor;

  private StreamRead(DurableStream stream, Request request, ReadQuery query) {
    this.stream = stream;
    this.request = request;
    this.query = query;
    this.cursor = StreamCursor.after(query.cursor(), Instant.now());
  }

  static Response answer(Streams streams, Request request, Limits limits) throws Exception {
    var name = StreamName.of(request);
    var query = ReadQuery.of(request);
    var stream = streams.open(name);
    streams.use(stream);
    var read = new StreamRead(stream, request, query);
    return switch (query.mode()) {
      case CATCH_UP -> read.catchUp();
      case LONG_POLL -> {
        streams.follow(stream);
        var response = read.longPoll(limits);
        streams.use(stream);
        yield response;
      }
      case SSE -> {
        streams.follow(stream);
        yield read.events(() -> streams.leave(stream));
      }
    };
  }

  private Response catchUp() throws IOException, InterruptedException {
    var state = stream.log().state();
    var start = stream.position(query.offset(), state.bounds().newest());
    var chunk = StreamChunk.read(stream, start, state);
    if (query.isNow()) {
      return described(body(chunk), chunk).withHeader("Cache-Control", NO_STORE);
    }
    return conditional(chunk, start);
  }

  private Response longPoll(Limits limits) throws IOException, InterruptedException {
    var state = stream.log().state();
    var start = stream.position(query.offset(), state.bounds().newest());
    var chunk = StreamChunk.read(stream, start, state);
    if (chunk.isEmpty() && !chunk.isClosed()) {
      chunk = awaited(chunk, start, limits);
    }
    return chunk.isEmpty()
        ? described(Response.status(204), chunk).withHeader("Cache-Control", NO_STORE)
        : conditional(chunk, start);
  }

  private StreamChunk awaited(StreamChunk none, String start, Limits limits)
      throws IOException, InterruptedException {
    var places = limits.of(Bound.LONG_POLLS);
    if (!places.take(() -> "a long-poll is refused (429)")) {
      var message =
          "Too many long-polls wait (--limit long-polls); follow the stream with live=sse";
      throw new HttpException(
          429, message, Headers.of("Retry-After", StoreFailures.RETRY_SECONDS), null);
    }
    try {
      request.client().answerWillStream(); // A client that goes now is not waited for.
      long deadline = System.nanoTime() + limits.of(Bound.LONG_POLL).time().toNanos();
      var chunk = none;
      while (chunk.isEmpty() && !chunk.isClosed() && awaitAppend(start, deadline)) {
        chunk = StreamChunk.read(stream, start, stream.log().state());
      }
      return chunk;
    } finally {
      places.release(1);
    }
  }

  /**
   * Waits for a record, or the end of the stream; false if the time is over, or the server stops.
   */
  private boolean awaitAppend(String tail, long deadline) throws IOException, InterruptedException {
    var stopping = new AtomicBoolean();
    try (var source = stream.after(tail)) {
      var woken = new CountDownLatch(1);
      return switch (source.poll(woken::countDown)) {
        case Poll.Pending _ -> {
          request
              .client()
              .whenStopping(() -> {
                stopping.set(true);
                woken.countDown();
              });
          long left = deadline - System.nanoTime();
          yield woken.await(left, TimeUnit.NANOSECONDS) && !stopping.get();
        }
        case Poll.Failed(var why) -> throw StreamChunk.failure(why);
        default -> true;
      };
    }
  }

  private Response events(Runnable leave) throws IOException {
    var state = stream.log().state();
    var newest = state.bounds().newest();
    var start = stream.position(query.offset(), newest);
    var form = stream.type().form();
    var events =
        new StreamEvents(stream.after(start), new RecordEvents(form, cursor), newest, leave);
    var response = Response.ofEvents(events);
    return form == StreamType.Form.BASE64
        ? response.withHeader(StreamFields.SSE_ENCODING, "base64")
        : response;
  }

  /** Answers 304 to a client that has these bytes. */
  private Response conditional(StreamChunk chunk, String start) throws IOException {
    var tag =
        new EntityTag(
            stream.id()
                + ':'
                + Offsets.of(start)
                + ':'
                + Offsets.of(chunk.end())
                + (chunk.isLast() ? ":c" : ""),
            false);
    var outcome = new Preconditions(request.headers()::all, tag, null).outcome();
    if (outcome != Preconditions.Outcome.PROCEED && chunk.file() != null) {
      chunk.file().channel().close();
    }
    var response =
        switch (outcome) {
          case PROCEED -> body(chunk);
          case NOT_MODIFIED -> Response.status(304);
          case FAILED -> throw new HttpException(412, "412 Precondition Failed");
        };
    return described(response, chunk)
        .withHeader("ETag", tag.toString())
        .withHeader("Cache-Control", cacheControl(chunk));
  }

  private Response body(StreamChunk chunk) {
    var type = stream.type();
    var part = chunk.file();
    var body = part == null ? new Body.Bytes(type.body(chunk.contents())) : file(part);
    return new Response(200, Headers.EMPTY, body).withType(type.text());
  }

  private Body file(Log.Part part) {
    if (!stream.type().isJson()) {
      return new Body.File(part.channel(), part.offset(), part.length());
    }
    return new Body.File(
        part.channel(),
        List.of(
            new Body.File.Literal("["),
            new Body.File.Region(part.offset(), part.length() - 1), // Without the last comma.
            new Body.File.Literal("]")));
  }

  private Response described(Response response, StreamChunk chunk) {
    var at = response.withHeader(NEXT_OFFSET, Offsets.of(chunk.end()));
    var told = flagged(at, UP_TO_DATE, chunk.isUpToDate());
    var marked =
        query.mode() == ReadQuery.Mode.CATCH_UP
            ? told
            : told.withHeader(CURSOR, cursor.at(Instant.now()));
    return flagged(marked, CLOSED, chunk.isLast());
  }

  /** The end of an open stream changes: caches ask again. All else stays as it is. */
  private String cacheControl(StreamChunk chunk) {
    if (chunk.isEmpty() && !chunk.isClosed()) {
      return "no-cache";
    }
    boolean isPrivate =
        request.user() != null
            || request.headers().has("Authorization")
            || request.headers().has("Cookie");
    var scope = isPrivate ? "private" : "public";
    return stream.life().isBounded()
        ? "no-cache, " + scope
        : scope + ", max-age=" + MAX_AGE_SECONDS + ", stale-while-revalidate=300";
  }
}
