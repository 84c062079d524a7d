package httpd.upstream.response;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpd.Headers;
import httpd.net.ErrorText;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields after a last chunk (RFC 9112, section 7.1.2), read byte by byte up to the empty line.
 * At most {@value #LONGEST} bytes; a line ends with CR LF and is not folded.
 */
public final class Trailer {

  static final int LONGEST = 64 * 1024;

  /** All fields, those left out included. */
  private int count;

  /** These would frame the body a second time (RFC 9110, section 6.5.1). */
  private static final Set<String> LEFT_OUT =
      Set.of("content-length", "transfer-encoding", "trailer");

  private final List<Headers.Field> fields = new ArrayList<>(0);
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(0);
  private int length;
  private boolean carriageReturn;
  private boolean complete;
  private @Nullable String malformation;

  void read(byte b) {
    length++;
    if (length > LONGEST) {
      malformation = "the trailer is longer than " + LONGEST + " bytes";
    } else if (carriageReturn != (b == '\n')) {
      malformation = "a line of the trailer is not terminated by a CR LF";
    } else if (b == '\n') {
      carriageReturn = false;
      endLine();
    } else if (b == '\r') {
      carriageReturn = true;
    } else {
      line.write(b);
    }
  }

  boolean isComplete() {
    return complete;
  }

  @Nullable String malformation() {
    return malformation;
  }

  Headers fields() {
    return Headers.of(fields);
  }

  private void endLine() {
    var text = line.toString(ISO_8859_1);
    line.reset();
    if (text.isEmpty()) {
      complete = true;
    } else {
      add(text);
    }
  }

  private void add(String text) {
    count++;
    if (count > ResponseDecoder.MOST_FIELDS) {
      malformation = "the trailer has more than " + ResponseDecoder.MOST_FIELDS + " fields";
      return;
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      malformation = "a trailer field has no colon";
      return;
    }
    try {
      var field = new Headers.Field(text.substring(0, colon), text.substring(colon + 1));
      if (!LEFT_OUT.contains(field.name().toLowerCase(Locale.ROOT))) {
        fields.add(field);
      }
    } catch (IllegalArgumentException e) {
      malformation = ErrorText.reason(e);
    }
  }
}
