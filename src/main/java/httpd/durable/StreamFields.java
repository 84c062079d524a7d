package httpd.durable;

import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** The header fields of the protocol. */
final class StreamFields {

  static final String NEXT_OFFSET = "Stream-Next-Offset";
  static final String UP_TO_DATE = "Stream-Up-To-Date";
  static final String CURSOR = "Stream-Cursor";
  static final String CLOSED = "Stream-Closed";
  static final String TTL = "Stream-TTL";
  static final String EXPIRES_AT = "Stream-Expires-At";
  static final String SEQUENCE = "Stream-Seq";
  static final String FORKED_FROM = "Stream-Forked-From";
  static final String FORK_OFFSET = "Stream-Fork-Offset";
  static final String FORK_SUB_OFFSET = "Stream-Fork-Sub-Offset";
  static final String SSE_ENCODING = "Stream-SSE-Data-Encoding";

  static final String TRUE = "true";

  /** What each response has: its content is of many writers, and never a page of this server. */
  private static final Headers COMMON =
      Headers.of(
          "X-Content-Type-Options",
          "nosniff",
          "Cross-Origin-Resource-Policy",
          "cross-origin",
          "Content-Security-Policy",
          "sandbox; default-src 'none'");

  private StreamFields() {}

  /** Returns a header section with the fields of all responses. */
  static Headers common(Headers headers) {
    var all = new ArrayList<Headers.Field>();
    headers.forEach(all::add);
    COMMON.forEach(all::add);
    return Headers.of(all);
  }

  /** Whether a request has {@code Stream-Closed: true}; any other value is as none. */
  static boolean closes(Request request) {
    return TRUE.equalsIgnoreCase(only(request, CLOSED));
  }

  /**
   * Returns the value of a field, or null.
   *
   * @throws HttpException 400 if the request has it twice: which of the two counts is not defined
   */
  static @Nullable String only(Request request, String name) {
    var value = request.header(name);
    if (value != null && request.headers().all(name).size() > 1) {
      throw new HttpException(400, "the field " + name + " is there twice; send it once");
    }
    return value;
  }

  /** Refuses a body that its readers could not decode: streams have no content coding. */
  static void checkCoding(Request request) {
    var coding = request.header("Content-Encoding");
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      throw new HttpException(
          415,
          "a stream takes no Content-Encoding, as " + coding + "; send the body as it is",
          Headers.of("Accept-Encoding", "identity"),
          null);
    }
  }

  static Response flagged(Response response, String field, boolean isSet) {
    return isSet ? response.withHeader(field, TRUE) : response;
  }
}
