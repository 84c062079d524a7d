package httpd.durable;

import httpd.HttpException;
import httpd.Request;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a GET; those that the protocol does not know are ignored.
 *
 * @param offset as it was sent; the beginning if it was not
 * @param cursor as it was sent, or null
 */
record ReadQuery(String offset, Mode mode, @Nullable String cursor) {

  /** How a client reads. */
  enum Mode {
    CATCH_UP,
    LONG_POLL,
    SSE
  }

  static ReadQuery of(Request request) {
    var offsets = request.query().all("offset");
    if (offsets.size() > 1) {
      throw new HttpException(400, "the parameter offset is there twice");
    }
    if (offsets.contains("")) {
      throw new HttpException(400, "the parameter offset is empty; -1 is the beginning");
    }
    var mode = mode(request.query("live"));
    if (offsets.isEmpty() && mode != Mode.CATCH_UP) {
      throw new HttpException(400, "a live read needs the parameter offset; -1 is the beginning");
    }
    var offset = offsets.isEmpty() ? Offsets.BEGINNING : offsets.getFirst();
    return new ReadQuery(offset, mode, request.query("cursor"));
  }

  private static Mode mode(@Nullable String live) {
    return switch (live) {
      case null -> Mode.CATCH_UP;
      case "long-poll" -> Mode.LONG_POLL;
      case "sse" -> Mode.SSE;
      default ->
          throw new HttpException(400, "the parameter live is long-poll or sse, was " + live);
    };
  }

  boolean isNow() {
    return offset.equals(Offsets.NOW);
  }
}
