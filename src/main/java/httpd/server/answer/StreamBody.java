package httpd.server.answer;

import httpd.Body;
import httpd.Headers;
import httpd.line.LineSource;
import httpd.line.ListSource;
import java.util.function.Supplier;

/**
 * A body that a pump writes.
 *
 * @param length in bytes; negative if it is unknown
 * @param trailers asked once, when the source has ended
 * @param isOfLines whether a line that is added between two of its lines is a line of the body
 * @param ends whether it is known to end, so that a stop lets it
 */
record StreamBody(
    Kind kind,
    LineSource source,
    long length,
    Supplier<Headers> trailers,
    boolean isOfLines,
    boolean ends) {

  enum Kind {
    /** A list that the handler has made: all there, so that the answer is eager. */
    LIST(HeadFields.Defaults.TYPE),
    /** Lines of a source that may live on. */
    LINES(HeadFields.Defaults.LIVE),
    /** Bytes that another server sends, and their head. */
    PASSED(HeadFields.Defaults.NONE);

    final HeadFields.Defaults defaults;

    Kind(HeadFields.Defaults defaults) {
      this.defaults = defaults;
    }
  }

  static StreamBody of(Body.Chunks list) {
    return new StreamBody(
        Kind.LIST, new ListSource(list.chunks()), -1, StreamBody::noTrailers, false, true);
  }

  static StreamBody of(Body.Lines lines) {
    return new StreamBody(Kind.LINES, lines.source(), -1, StreamBody::noTrailers, true, false);
  }

  static StreamBody of(Body.PassThrough passed) {
    long length = passed.length().orElse(-1);
    boolean isOfLines = passed.ofLines() && length < 0;
    return new StreamBody(
        Kind.PASSED, ExactLength.of(passed), length, passed.trailers(), isOfLines, passed.ends());
  }

  private static Headers noTrailers() {
    return Headers.EMPTY;
  }
}
