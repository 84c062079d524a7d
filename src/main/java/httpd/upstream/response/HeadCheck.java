package httpd.upstream.response;

import httpd.net.ErrorText;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of a response byte by byte, interim ones before it included, and finds what the
 * decoder would repair in silence, and another reader perhaps in another way.
 *
 * <pre>
 *        status line          empty line
 *   STATUS ────────► FIELDS ────────────► OVER
 *     ▲                │ empty line
 *     └─ interim ──────┘           MALFORMED, from any state
 * </pre>
 *
 * <p>Blanks between a name and its colon are no part of either (RFC 9112, section 5.1). How long
 * the head is, and what is within a field, is left to the decoder.
 */
final class HeadCheck {

  /** Fields of one head. Upstreams send below 100; each field costs more memory than its bytes. */
  static final int MOST_FIELDS = 1024;

  private static final Pattern STATUS_LINE =
      Pattern.compile("(HTTP/[0-9]\\.[0-9]) ([0-9]{3})(?: [^\\x00]*)?");

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  /** More of a line is not looked at: the decoder refuses it. */
  private static final int LONGEST_LINE = 72 * 1024;

  private enum State {
    STATUS,
    FIELDS,
    OVER,
    MALFORMED
  }

  private final StringBuilder line = new StringBuilder();
  private State state = State.STATUS;
  private boolean carriageReturn;
  private @Nullable String malformation;

  private String version = "";
  private String status = "";
  private int fields;
  private int lengths;
  private String length = "";
  private boolean hasCoding;

  /**
   * Reads the next byte.
   *
   * @return whether the next one is wanted
   */
  boolean read(byte next) {
    if (carriageReturn != (next == '\n')) {
      return malformed("a line does not end with CR LF");
    }
    carriageReturn = next == '\r';
    if (next == '\n') {
      endLine(line.toString());
      line.setLength(0);
    } else if (!carriageReturn && line.length() < LONGEST_LINE) {
      line.append((char) (next & 0xff));
    }
    return state == State.STATUS || state == State.FIELDS;
  }

  /** Whether the head is complete, and nothing is wrong with it. */
  boolean isOver() {
    return state == State.OVER;
  }

  /** What is wrong, or null. */
  @Nullable String malformation() {
    return malformation;
  }

  private void endLine(String text) {
    if (state == State.STATUS) {
      readStatusLine(text);
    } else if (text.isEmpty()) {
      endHead();
    } else {
      readField(text);
    }
  }

  private void readStatusLine(String text) {
    var matcher = STATUS_LINE.matcher(text);
    if (!matcher.matches()) {
      malformed("the status line is not valid");
      return;
    }
    version = matcher.group(1);
    status = matcher.group(2);
    fields = 0;
    lengths = 0;
    length = "";
    hasCoding = false;
    state = State.FIELDS;
  }

  private void readField(String text) {
    fields++;
    int colon = text.indexOf(':');
    var name = text.substring(0, Math.max(0, colon)).stripTrailing();
    if (isBlank(text.charAt(0))) {
      malformed("a field goes on in another line");
    } else if (colon < 0) {
      malformed("a field without a colon");
    } else if (name.chars().anyMatch(HeadCheck::isBlank)) {
      malformed("a blank within the name of a field");
    } else if (fields > MOST_FIELDS) {
      malformed("more than " + MOST_FIELDS + " fields");
    } else if (name.equalsIgnoreCase("Content-Length")) {
      lengths++;
      length = text.substring(colon + 1).strip();
    } else if (name.equalsIgnoreCase("Transfer-Encoding")) {
      hasCoding = true;
    }
  }

  private void endHead() {
    var objection = framingObjection();
    if (objection != null) {
      malformed(objection);
    } else {
      boolean interim = status.startsWith("1") && !status.equals("101");
      state = interim ? State.STATUS : State.OVER;
    }
  }

  /** Every reader is to see the end of the body in the same place (RFC 9112, section 6.3). */
  private @Nullable String framingObjection() {
    if (lengths > 1) {
      return "Multiple Content-Length fields";
    }
    if (lengths == 1 && !LENGTH.matcher(length).matches()) {
      return "a Content-Length that is not a number: " + ErrorText.printable(length);
    }
    if (lengths == 1 && hasCoding) {
      return "Content-Length beside Transfer-Encoding";
    }
    if (hasCoding && version.equals("HTTP/1.0")) {
      return "Transfer-Encoding in HTTP/1.0";
    }
    boolean hasBody = hasCoding || (lengths == 1 && !length.matches("0+"));
    return status.startsWith("1") && hasBody ? "a body behind the status " + status : null;
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }

  private boolean malformed(String what) {
    malformation = what;
    state = State.MALFORMED;
    return false;
  }
}
