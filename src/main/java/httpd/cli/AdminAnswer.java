package httpd.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.line.log.LogText;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A response of an admin place, all of it, as a terminal may show it: it may be of another server.
 */
record AdminAnswer(int status, String type, String body) {

  static final String TEXT = "text/plain";
  static final String JSON = "application/json";

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2}).*");
  private static final String LENGTH = "content-length:";
  private static final String TYPE = "content-type: ";

  /**
   * Reads what a server has sent until it closed the connection.
   *
   * @throws IOException if that is not a complete response with a length
   */
  static AdminAnswer read(byte[] all) throws IOException {
    var text = new String(all, ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    var lines = end < 0 ? new String[] {""} : text.substring(0, end).split("\r\n");
    var first = STATUS.matcher(lines[0]);
    if (!first.matches()) {
      throw new IOException("it does not answer as an HTTP server");
    }
    int length = all.length - end - "\r\n\r\n".length();
    var type = "";
    for (var line : lines) {
      var field = line.toLowerCase(Locale.ROOT);
      if (field.startsWith(LENGTH)
          && !field.substring(LENGTH.length()).strip().equals("" + length)) {
        throw new IOException("its answer was cut");
      }
      if (field.startsWith(TYPE)) {
        type = field.substring(TYPE.length());
      }
    }
    var body = Arrays.copyOfRange(all, all.length - length, all.length);
    return new AdminAnswer(
        Integer.parseInt(first.group(1)), type, LogText.lines(new String(body, UTF_8)));
  }

  /** Whether its body is of this type. */
  boolean is(String wanted) {
    return type.startsWith(wanted);
  }
}
