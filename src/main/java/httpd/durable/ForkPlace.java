package httpd.durable;

import httpd.HttpException;
import httpd.line.Line;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Where the log of a fork begins.
 *
 * @param begin the position in its source
 * @param first what the fork has of the record after that, if it leaves its source within one
 */
record ForkPlace(String begin, List<Line> first) {

  /**
   * Finds the place in a source.
   *
   * @throws HttpException 400 if there is none
   */
  static ForkPlace find(DurableStream source, ForkPoint point)
      throws IOException, InterruptedException {
    var newest = source.log().state().bounds().newest();
    var anchor = source.position(point.offset().isEmpty() ? Offsets.NOW : point.offset(), newest);
    if (point.subOffset() == 0) {
      return new ForkPlace(anchor, List.of());
    }
    try (var records = source.after(anchor)) {
      return source.type().isJson()
          ? afterMessages(records, newest, point.subOffset())
          : afterBytes(records, newest, point.subOffset());
    }
  }

  private static ForkPlace afterMessages(StitchedSource records, String newest, int count)
      throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      var _ = next(records, newest);
    }
    return new ForkPlace(records.position(), List.of());
  }

  private static ForkPlace afterBytes(StitchedSource records, String newest, int count)
      throws IOException, InterruptedException {
    var before = records.position();
    var content = next(records, newest).content();
    if (count > content.length) {
      throw beyond();
    }
    return count == content.length
        ? new ForkPlace(records.position(), List.of())
        : new ForkPlace(before, List.of(new Line(Arrays.copyOf(content, count), Line.Ending.LF)));
  }

  private static Line next(StitchedSource records, String newest)
      throws IOException, InterruptedException {
    var line = records.position().equals(newest) ? null : StreamChunk.next(records);
    if (line == null) {
      throw beyond();
    }
    return line;
  }

  private static HttpException beyond() {
    return new HttpException(
        400, "Stream-Fork-Sub-Offset is beyond what follows Stream-Fork-Offset in the source");
  }
}
