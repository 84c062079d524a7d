package httpd.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A response as a strict reader of RFC 9112 understands it: what it cannot read in one way only is
 * {@link Malformed}.
 *
 * @param headers by name in small letters; repeated ones are joined by a comma
 * @param body Latin-1 stands for its bytes
 * @param ending how the body ended
 */
public record Received(int status, Map<String, String> headers, String body, Ending ending) {

  /** Nothing depends on a reason, so that a control character in it means nothing. */
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: [^\\x00\r\n]*)?");

  /** RFC 9112, section 5.1: a blank before the colon of a response is removed. */
  private static final Pattern FIELD =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \\t]*:([\\t\\x20-\\x7e\\x80-\\xff]*)");

  private static final Pattern CHUNK_SIZE =
      Pattern.compile("([0-9a-fA-F]{1,15})([ \\t]*;[\\t\\x20-\\x7e\\x80-\\xff]*)?");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  /** How a body ended. */
  public enum Ending {
    /** Its framing says that it is whole. */
    WHOLE,
    /** Nothing but the end of the connection says that it is. */
    CLOSE,
    /** Bytes are missing. */
    CUT
  }

  /** Bytes that a strict reader refuses. */
  public static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed(String what) {
      super(what);
    }
  }

  /** Whether it looks complete to its reader. */
  public boolean looksComplete(boolean reset) {
    return ending == Ending.WHOLE || (ending == Ending.CLOSE && !reset);
  }

  /**
   * Reads all responses in these bytes (as Latin-1), interim ones left out. A head that is not
   * whole is left out, too.
   *
   * @param methods of the requests, in order; GET where there are fewer
   */
  public static List<Received> all(String bytes, List<String> methods) {
    return new Reader(bytes).responses(methods);
  }

  /** Reads the first response in these bytes, whatever comes after it; null if there is none. */
  public static Received first(String bytes) {
    var reader = new Reader(bytes);
    Received response;
    do {
      response = reader.response("GET");
    } while (response != null && response.status < 200);
    return response;
  }

  /** Reads from left to right. */
  private static final class Reader {

    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    List<Received> responses(List<String> methods) {
      var all = new ArrayList<Received>();
      while (at < text.length()) {
        var method = all.size() < methods.size() ? methods.get(all.size()) : "GET";
        var response = response(method);
        if (response == null) {
          break;
        }
        if (response.status >= 200 || response.status == 101) {
          all.add(response);
        }
      }
      return all;
    }

    private Received response(String method) {
      var statusLine = line();
      if (statusLine == null) {
        at = text.length();
        return null;
      }
      var matcher = STATUS_LINE.matcher(statusLine);
      if (!matcher.matches()) {
        throw new Malformed("status line: " + statusLine);
      }
      var headers = fields();
      if (headers == null) {
        at = text.length();
        return null;
      }
      int status = Integer.parseInt(matcher.group(1));
      if (method.equals("HEAD") || status < 200 || status == 204 || status == 304) {
        return new Received(status, headers, "", Ending.WHOLE);
      }
      return body(status, headers, statusLine.startsWith("HTTP/1.0"));
    }

    private Map<String, String> fields() {
      var headers = new HashMap<String, String>();
      for (var line = line(); line != null; line = line()) {
        if (line.isEmpty()) {
          return headers;
        }
        var field = FIELD.matcher(line);
        if (!field.matches()) {
          throw new Malformed("field: " + line);
        }
        headers.merge(
            field.group(1).toLowerCase(Locale.ROOT),
            field.group(2).strip(),
            (first, second) -> first + ", " + second);
      }
      return null;
    }

    private Received body(int status, Map<String, String> headers, boolean http10) {
      var coding = headers.get("transfer-encoding");
      var length = headers.get("content-length");
      if (coding != null) {
        if (!coding.equalsIgnoreCase("chunked") || length != null || http10) {
          throw new Malformed("framing: " + headers);
        }
        return chunked(status, headers);
      }
      if (length != null) {
        if (!LENGTH.matcher(length).matches()) {
          throw new Malformed("length: " + length);
        }
        long wanted = Long.parseLong(length);
        boolean cut = wanted > text.length() - at;
        var body = text.substring(at, cut ? text.length() : at + (int) wanted);
        at += body.length();
        return new Received(status, headers, body, cut ? Ending.CUT : Ending.WHOLE);
      }
      var body = text.substring(at);
      at = text.length();
      return new Received(status, headers, body, Ending.CLOSE);
    }

    private Received chunked(int status, Map<String, String> headers) {
      var body = new StringBuilder();
      for (var line = line(); line != null; line = line()) {
        var size = CHUNK_SIZE.matcher(line);
        if (!size.matches()) {
          throw new Malformed("chunk size: " + line);
        }
        long length = Long.parseLong(size.group(1), 16);
        if (length == 0) {
          boolean whole = fields() != null;
          return new Received(status, headers, body.toString(), whole ? Ending.WHOLE : Ending.CUT);
        }
        int there = (int) Math.min(length, text.length() - at);
        body.append(text, at, at + there);
        at += there;
        if (there < length || text.length() - at < 2) {
          break;
        }
        if (!text.startsWith("\r\n", at)) {
          throw new Malformed("chunk of " + length + " bytes without its end");
        }
        at += 2;
      }
      at = text.length();
      return new Received(status, headers, body.toString(), Ending.CUT);
    }

    /** Up to CR LF; null if it is not there. */
    private String line() {
      int end = text.indexOf('\n', at);
      if (end < 0) {
        return null;
      }
      if (end == at || text.charAt(end - 1) != '\r') {
        throw new Malformed("a line feed alone behind " + text.substring(at, end));
      }
      var line = text.substring(at, end - 1);
      at = end + 1;
      return line;
    }
  }
}
