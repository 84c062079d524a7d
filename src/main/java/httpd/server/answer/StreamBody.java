package httpd.server.answer;

import httpd.Body;
import httpd.Headers;
import httpd.coding.Coding;
import httpd.coding.CodingRules;
import httpd.coding.CompressedSlices;
import httpd.line.LineSource;
import httpd.line.ListSource;
import httpd.line.blocking.IteratorSource;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A body that a pump writes.
 *
 * @param length in bytes; negative if it is unknown
 * @param trailers asked once, when the source has ended
 * @param isOfLines whether a line that is added between two of its lines is a line of the body
 * @param ends whether it is known to end, so that a stop lets it
 * @param coding in which its lines are compressed; null for none
 */
record StreamBody(
    Kind kind,
    LineSource source,
    long length,
    Supplier<Headers> trailers,
    boolean isOfLines,
    boolean ends,
    @Nullable Coding coding) {

  /** The trailer field that tells the exit status of a command. */
  private static final String EXIT = "Httpd-Exit";

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
        Kind.LIST, new ListSource(list.chunks()), -1, StreamBody::noTrailers, false, true, null);
  }

  /**
   * Lines, and after them the exit status of their command if the head announces it.
   *
   * @param announced the field {@code Trailer} of the response, or null
   */
  static StreamBody of(Body.Lines lines, @Nullable String announced) {
    var source = lines.source();
    Supplier<Headers> trailers =
        EXIT.equals(announced) ? () -> exit(source) : StreamBody::noTrailers;
    return new StreamBody(Kind.LINES, source, -1, trailers, true, false, null);
  }

  static StreamBody of(Body.PassThrough passed) {
    long length = passed.length().orElse(-1);
    boolean isOfLines = passed.ofLines() && length < 0;
    return new StreamBody(
        Kind.PASSED,
        ExactLength.of(passed),
        length,
        passed.trailers(),
        isOfLines,
        passed.ends(),
        null);
  }

  /** The messages of a WebSocket. */
  static StreamBody of(LineSource messages) {
    return new StreamBody(Kind.LINES, messages, -1, StreamBody::noTrailers, false, false, null);
  }

  /** A long body, compressed by the thread that reads it. */
  static StreamBody of(CompressedSlices.Plain plain, Coding coding) {
    var slices = new CompressedSlices(plain, coding);
    var source = IteratorSource.of(slices, Function.identity());
    return new StreamBody(Kind.LIST, source, -1, StreamBody::noTrailers, false, true, null);
  }

  /** The same, its lines compressed when they are written. */
  StreamBody in(@Nullable Coding coding) {
    return coding == null
        ? this
        : new StreamBody(
            kind, source, -1, () -> CodingRules.trailers(trailers.get()), isOfLines, ends, coding);
  }

  private static Headers exit(LineSource source) {
    int status = source.exitStatus();
    return status < 0 ? Headers.EMPTY : Headers.of(EXIT, Integer.toString(status));
  }

  private static Headers noTrailers() {
    return Headers.EMPTY;
  }
}
