package httpd.testing;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How many requests a strict reader of RFC 9112 sees in some bytes before the first that it would
 * refuse: a server that answers more than these has understood something that another reader would
 * not.
 */
public final class StrictRequests {

  private static final Pattern REQUEST_LINE =
      Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+ \\S+ HTTP/1\\.([0-9])");
  private static final Pattern FIELD =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):([\\t\\x20-\\x7e\\x80-\\xff]*)");
  private static final Pattern CHUNK_SIZE =
      Pattern.compile("([0-9a-fA-F]{1,15})([ \\t]*;[\\t\\x20-\\x7e\\x80-\\xff]*)?");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  private final String text;
  private int at;

  private StrictRequests(String text) {
    this.text = text;
  }

  /** Counts them; Latin-1 stands for the bytes. A request whose body is cut counts. */
  public static int in(String bytes) {
    var reader = new StrictRequests(bytes);
    int count = 0;
    while (reader.request()) {
      count++;
    }
    return count;
  }

  /** Whether a request begins here that may be answered. */
  private boolean request() {
    var line = line();
    while (line != null && line.isEmpty()) {
      line = line(); // RFC 9112, section 2.2: an empty line before a request is ignored.
    }
    var first = line == null ? null : REQUEST_LINE.matcher(line);
    if (first == null || !first.matches()) {
      return false;
    }
    boolean http10 = first.group(1).equals("0");
    int hosts = 0;
    String length = null;
    String coding = null;
    for (line = line(); line != null && !line.isEmpty(); line = line()) {
      var field = FIELD.matcher(line);
      if (!field.matches()) {
        return false;
      }
      switch (field.group(1).toLowerCase(Locale.ROOT)) {
        case "host" -> hosts++;
        case "content-length" -> length = length == null ? field.group(2).strip() : "twice";
        case "transfer-encoding" -> coding = coding == null ? field.group(2).strip() : "twice";
        default -> {}
      }
    }
    if (line == null || hosts > 1 || (hosts == 0 && !http10)) {
      return false;
    }
    return coding == null ? skip(length) : length == null && !http10 && skipChunks(coding);
  }

  private boolean skip(String length) {
    if (length == null) {
      return true;
    }
    if (!LENGTH.matcher(length).matches()) {
      return false;
    }
    at = (int) Math.min(text.length(), at + Long.parseLong(length));
    return true;
  }

  private boolean skipChunks(String coding) {
    if (!coding.equalsIgnoreCase("chunked")) {
      return false;
    }
    for (var line = line(); line != null; line = line()) {
      var size = CHUNK_SIZE.matcher(line);
      if (!size.matches()) {
        return refusedWithin();
      }
      long length = Long.parseLong(size.group(1), 16);
      if (length == 0) {
        return trailers();
      }
      at = (int) Math.min(text.length(), at + length);
      if (at < text.length() && !text.startsWith("\r\n", at)) {
        return refusedWithin();
      }
      at = Math.min(text.length(), at + 2);
    }
    return true;
  }

  private boolean trailers() {
    for (var line = line(); line != null; line = line()) {
      if (line.isEmpty()) {
        return true;
      }
      if (!FIELD.matcher(line).matches()) {
        return refusedWithin();
      }
    }
    return true;
  }

  /** It may have been answered before its body turned out to be malformed; nothing comes after. */
  private boolean refusedWithin() {
    at = text.length();
    return true;
  }

  /** Up to CR LF; null if it is not there, or if it is not the only way to read it. */
  private String line() {
    int end = text.indexOf('\n', at);
    if (end <= at || text.charAt(end - 1) != '\r') {
      return null;
    }
    var line = text.substring(at, end - 1);
    at = end + 1;
    return line;
  }
}
