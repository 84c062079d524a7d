package httpd;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.Charset;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * A request's body gathered into one string, byte for byte and up to a limit.
 *
 * <pre>
 *             text()               all read
 *   UNREAD ──────────► being read ──────────► TEXT     given again for each later text()
 *     │                    │
 *     │ lines()            └── fails ──► FAILED        later calls fail as well: bytes are missing
 *     └──────► LINES                                   its text() is an error
 * </pre>
 *
 * <p>The state belongs to the body, since a request is copied on its way to a handler.
 */
final class RequestText {

  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);

  /** The JVM's. */
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private static final WeakIdentityMap<Reading> READINGS = new WeakIdentityMap<>();

  /** How a body is read; a body without one is unread. */
  private sealed interface Reading {

    /** By {@code lines()}. */
    record AsLines() implements Reading {}

    /** By a call of {@code text()} that has not returned. */
    record Begun() implements Reading {}

    /** By {@code text()}, to the end. */
    @SuppressWarnings("ArrayRecordComponent") // It is never changed or compared.
    record Whole(byte[] bytes) implements Reading {}

    /** By {@code text()}, in part: what it has taken is lost. */
    record Failed(Throwable why) implements Reading {}
  }

  private final Request request;
  private final int limit;

  RequestText(Request request, int limit) {
    this.request = request;
    this.limit = limit;
  }

  /** The limit of a body that has none of its own is the standard one. */
  static RequestText of(Request request) {
    long longest = request.body().longest();
    return new RequestText(
        request, longest == 0 ? Request.LONGEST_TEXT : (int) Math.min(longest, LONGEST_ARRAY));
  }

  /**
   * Notes that a body is read as lines.
   *
   * @throws IllegalStateException if it was read as text
   */
  static void readAsLines(LineSource body) {
    var before = READINGS.putIfAbsent(body, new Reading.AsLines());
    if (before != null && !(before instanceof Reading.AsLines)) {
      throw new IllegalStateException(
          "lines() after text(): the request body was read as text; use what text() gave, which"
              + " text() gives again");
    }
  }

  String read() throws IOException {
    var charset = charset();
    var begun = new Reading.Begun();
    return switch (READINGS.putIfAbsent(request.body(), begun)) {
      case null -> new String(readFirst(begun), charset);
      case Reading.Whole(var all) -> new String(all, charset);
      case Reading.Failed(HttpException refusal) ->
          throw new HttpException(refusal.status(), refusal.getMessage());
      case Reading.Failed(var why) ->
          throw new SourceFailedException(Objects.requireNonNullElse(why.getCause(), why));
      case Reading.Begun() ->
          throw new IllegalStateException(
              "text() of this request body is under way on another thread");
      case Reading.AsLines() ->
          throw new IllegalStateException(
              "text() after lines(): the request body is read as lines, and can be read once");
    };
  }

  private byte[] readFirst(Reading begun) throws IOException {
    try {
      var bytes = readAll();
      READINGS.replace(request.body(), begun, new Reading.Whole(bytes));
      return bytes;
    } catch (HttpException | IOException | Error failure) {
      READINGS.replace(request.body(), begun, new Reading.Failed(failure));
      throw failure;
    }
  }

  private byte[] readAll() throws IOException {
    checkLength(request.body().announced());
    request.body().gathered();
    request.body().asPieces(); // A long line would be held twice.
    var bytes = new GatheredBytes(request.body());
    var woken = new Semaphore(0);
    while (true) {
      switch (request.body().poll(woken::release)) {
        case Line line -> {
          checkLength((long) bytes.size() + line.length());
          bytes.add(line);
        }
        case Poll.Pending() -> await(woken);
        case Poll.End() -> {
          return bytes.toArray();
        }
        case Poll.Failed(var cause) -> throw new SourceFailedException(cause);
      }
    }
  }

  private void checkLength(long length) {
    if (length > limit) {
      throw new HttpException(413, "the request body is longer than " + limit + " bytes");
    }
  }

  private Charset charset() {
    var type = request.header("Content-Type");
    var matcher = CHARSET.matcher(type == null ? "" : type);
    if (!matcher.find()) {
      return UTF_8;
    }
    try {
      return Charset.forName(matcher.group(1));
    } catch (IllegalArgumentException e) {
      throw new HttpException(415, "the charset " + matcher.group(1) + " is not known");
    }
  }

  private static void await(Semaphore woken) throws InterruptedIOException {
    try {
      woken.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the request body");
    }
  }
}
