package httpd.exec.cgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

/**
 * Reads the head of a CGI response as its bytes come.
 *
 * <pre>
 *              LF                         LF of an empty line
 *   LINE ─────────────► next LINE ... ──────────────────────────► COMPLETE: what follows is the body
 *     │ too many bytes, or not a field
 *     └───────────────────────────────► CgiHeadException
 * </pre>
 *
 * <p>LF or CR LF ends a line. Not safe for use by several threads at once.
 */
public final class CgiHeadReader {

  private final long longest;
  private final CgiFields fields = new CgiFields();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long length;
  private int number = 1;
  private boolean complete;

  /**
   * Begins with the first line.
   *
   * @param longest the most bytes of a head; 0 for no limit
   */
  public CgiHeadReader(long longest) {
    this.longest = longest;
  }

  public boolean isComplete() {
    return complete;
  }

  public boolean isTooLong() {
    return longest > 0 && length > longest;
  }

  /**
   * Takes bytes up to the end of the head.
   *
   * @return how many belong to it
   * @throws CgiHeadException if they are not those of a head
   */
  public int read(byte[] bytes, int offset, int count) throws CgiHeadException {
    int at = offset;
    while (!complete && at < offset + count) {
      byte next = bytes[at++];
      length++;
      if (isTooLong()) {
        throw new CgiHeadException(
            String.format(
                Locale.ROOT, "its head has more than %d bytes, in line %d", longest, number));
      }
      if (next == '\n') {
        endLine();
      } else {
        line.write(next);
      }
    }
    return at - offset;
  }

  /**
   * Returns the head, once it is complete.
   *
   * @throws CgiHeadException if its fields do not make a head
   */
  public CgiHead head() throws CgiHeadException {
    return fields.head();
  }

  /** Returns what is wrong with output that ends before its head does. */
  public CgiHeadException endedEarly() {
    return length == 0
        ? new CgiHeadException("it has printed nothing, not even a head")
        : new CgiHeadException(
            "its output has ended in line " + number + " of its head, before an empty line",
            CgiFields.excerpt(line.toString(ISO_8859_1)));
  }

  private void endLine() throws CgiHeadException {
    var text = line.toString(ISO_8859_1);
    line.reset();
    var withoutEnd = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    if (withoutEnd.isEmpty()) {
      complete = true;
    } else {
      fields.add(withoutEnd, number++);
    }
  }
}
