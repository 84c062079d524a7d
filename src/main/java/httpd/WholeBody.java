package httpd;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request's body gathered into memory, byte for byte and up to a limit.
 *
 * <pre>
 *             text()               all read
 *   UNREAD ──────────► being read ──────────► WHOLE    returned by each later text()
 *     │                    │
 *     │ lines()            └── fails ──► FAILED        later calls fail too: bytes are missing
 *     └──────► IN_PARTS                                its text() is an error
 * </pre>
 *
 * <p>{@code bytes()}, {@code json()} and {@code form()} are as {@code text()}, and {@code stream()}
 * is as {@code lines()}. All copies of a request share it; it goes with them.
 */
final class WholeBody {

  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  /** A state other than UNREAD. */
  private sealed interface Reading {

    record InParts(String method) implements Reading {}

    record Begun(String method) implements Reading {}

    @SuppressWarnings("ArrayRecordComponent") // It is never compared.
    record Whole(String method, byte[] bytes) implements Reading {}

    record Failed(Throwable why) implements Reading {}
  }

  private final RequestContent body;

  // Guarded by this; null while it is UNREAD.
  private @Nullable Reading reading;

  WholeBody(RequestContent body) {
    this.body = body;
  }

  RequestContent body() {
    return body;
  }

  /** The most bytes of a body for which its reader names no limit. */
  int limit() {
    long longest = body.longest();
    return longest == 0 ? Request.LONGEST_TEXT : (int) Math.min(longest, LONGEST_ARRAY);
  }

  /** Notes that a method reads the body in parts; an error if it was read as a whole. */
  void readInParts(String method) {
    switch (beginUnlessBegun(new Reading.InParts(method))) {
      case null -> {}
      case Reading.InParts parts -> {}
      case Reading.Whole(var before, var bytes) ->
          throw new IllegalStateException(
              "%s after %s: the request body was read as a whole; use what %2$s gave, which it"
                      .formatted(method, before)
                  + " gives again");
      case Reading.Begun(var before) -> throw twice(method, before);
      case Reading.Failed failed -> throw twice(method, "a call that failed");
    }
  }

  private synchronized @Nullable Reading beginUnlessBegun(Reading first) {
    var before = reading;
    if (before == null) {
      reading = first;
    }
    return before;
  }

  private synchronized void become(Reading next) {
    reading = next;
  }

  private static IllegalStateException twice(String method, String before) {
    return new IllegalStateException(
        "%s after %s: a request body can be read once".formatted(method, before));
  }

  /** Waits for a whole body, or returns what was read of it before, which must not be changed. */
  byte[] read(String method, int limit) throws IOException {
    return switch (beginUnlessBegun(new Reading.Begun(method))) {
      case null -> readFirst(method, limit);
      case Reading.Whole(var before, var all) -> {
        checkLength(all.length, limit);
        yield all;
      }
      case Reading.Failed(HttpException refusal) ->
          throw new HttpException(refusal.status(), refusal.getMessage());
      case Reading.Failed(var why) ->
          throw new SourceFailedException(Objects.requireNonNullElse(why.getCause(), why));
      case Reading.Begun(var before) ->
          throw new IllegalStateException(
              before + " of this request body is under way on another thread");
      case Reading.InParts(var before) -> throw twice(method, before);
    };
  }

  private byte[] readFirst(String method, int limit) throws IOException {
    try {
      var bytes = readAll(limit);
      become(new Reading.Whole(method, bytes));
      return bytes;
    } catch (HttpException | IOException | Error failure) {
      become(new Reading.Failed(failure));
      throw failure;
    }
  }

  private byte[] readAll(int limit) throws IOException {
    checkLength(body.announced(), limit);
    body.gathered();
    body.asPieces(); // A long line would be held twice.
    var bytes = new GatheredBytes(body);
    for (var line = NextLine.of(body); line != null; line = NextLine.of(body)) {
      checkLength((long) bytes.size() + line.length(), limit);
      bytes.add(line);
    }
    return bytes.toArray();
  }

  private static void checkLength(long length, int limit) {
    if (length > limit) {
      throw new HttpException(413, "the request body is longer than " + limit + " bytes");
    }
  }
}
