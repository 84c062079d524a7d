package httpd.tail.file;

import httpd.line.Line;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * The encodings of the lines of one batch, each made by the first cursor that asks for it. Safe for
 * all threads.
 */
record EncodedLines(Object form, AtomicReferenceArray<Line> lines) {

  Line get(int index, Object wanted, Supplier<Line> encode) {
    if (!form.equals(wanted)) {
      return encode.get();
    }
    var known = lines.get(index);
    return known == null ? make(index, encode) : known;
  }

  private synchronized Line make(int index, Supplier<Line> encode) {
    var known = lines.get(index);
    if (known == null) {
      known = encode.get();
      lines.set(index, known);
    }
    return known;
  }
}
