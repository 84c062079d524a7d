package httpd.line;

import java.util.function.Supplier;

/** A source that always knows its position. */
public interface PositionedSource extends LineSource {

  @Override
  String position();

  /**
   * Returns an encoding of the line polled last. A source whose readers share their lines keeps it
   * for a while, so that it is made once for all of them. To be called by the owner, on the thread
   * that polls.
   *
   * @param line that line itself; the encoding of another one, joined from pieces, is not kept
   * @param form encodings of one form are equal
   * @param encode makes it
   */
  default Line encoded(Line line, Object form, Supplier<Line> encode) {
    return encode.get();
  }
}
