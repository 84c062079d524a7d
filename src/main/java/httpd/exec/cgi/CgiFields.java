package httpd.exec.cgi;

import httpd.Headers;
import httpd.http.HttpDate;
import httpd.line.log.LogText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of a head, each checked when its line is there. */
final class CgiFields {

  /** Fields that are the server's own: of the connection, and of the framing. */
  private static final Set<String> DROPPED =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** Fields of which two would say two things (RFC 3875, section 6.3). */
  private static final Set<String> ONCE =
      Set.of("status", "content-type", "location", "content-length");

  private static final Pattern STATUS = Pattern.compile("([2-5][0-9]{2})( .*)?");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/[0-9.]{1,3} .*");
  private static final int MOST_SHOWN = 60;

  private final List<Headers.Field> passed = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>();
  private @Nullable Integer status;
  private @Nullable String location;
  private OptionalLong length = OptionalLong.empty();

  /**
   * Adds the field of a line.
   *
   * @param line without its end, each byte a character
   */
  void add(String line, int number) throws CgiHeadException {
    var where = "line " + number + " of its head ";
    checkCharacters(line, where);
    if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
      throw wrong(where + "begins with a blank; a field is one line", line);
    }
    int colon = line.indexOf(':');
    if (colon < 0) {
      throw wrong(
          STATUS_LINE.matcher(line).matches()
              ? where + "is a status line; a CGI program prints Status: 200 instead"
              : where + "has no colon; a field is a name, a colon and a value",
          line);
    }
    var field = field(line, colon, where);
    var name = field.name().toLowerCase(Locale.ROOT);
    var before = ONCE.contains(name) ? lines.putIfAbsent(name, number) : null;
    if (before != null) {
      throw wrong(
          field.name() + " is in line " + before + " and in line " + number + " of its head", line);
    }
    lines.putIfAbsent(name, number);
    take(name, field, number);
  }

  private static void checkCharacters(String line, String where) throws CgiHeadException {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        var what =
            switch (c) {
              case 0 -> "a NUL character";
              case '\r' -> "a carriage return within it";
              default -> "a control character";
            };
        throw wrong(where + "has " + what, line);
      }
    }
  }

  private static Headers.Field field(String line, int colon, String where) throws CgiHeadException {
    try {
      return new Headers.Field(line.substring(0, colon), line.substring(colon + 1));
    } catch (IllegalArgumentException invalid) {
      throw wrong(where + "has no valid name of a field before its colon", line);
    }
  }

  private void take(String name, Headers.Field field, int number) throws CgiHeadException {
    var where = field.name() + " in line " + number + " of its head ";
    switch (name) {
      case "status" -> status = status(field.value(), where);
      case "content-length" -> length = length(field.value(), where);
      case "location" -> location = notEmpty(field, where);
      case "content-type" -> {
        var _ = notEmpty(field, where);
        passed.add(field);
      }
      case "last-modified" -> passed.add(new Headers.Field(field.name(), date(field.value())));
      default -> {
        if (!DROPPED.contains(name)) {
          passed.add(field);
        }
      }
    }
  }

  private static int status(String value, String where) throws CgiHeadException {
    var matcher = STATUS.matcher(value);
    if (!matcher.matches()) {
      throw wrong(where + "is not a number from 200 to 599", value);
    }
    return Integer.parseInt(matcher.group(1));
  }

  private static OptionalLong length(String value, String where) throws CgiHeadException {
    if (!LENGTH.matcher(value).matches()) {
      throw wrong(where + "is not a number of bytes", value);
    }
    return OptionalLong.of(Long.parseLong(value));
  }

  private static String notEmpty(Headers.Field field, String where) throws CgiHeadException {
    if (field.value().isEmpty()) {
      throw wrong(where + "is empty", "");
    }
    return field.value();
  }

  /** Programs write dates in forms that HTTP no longer has, and of mails: +0000 for GMT. */
  private static String date(String value) {
    var time = HttpDate.parse(value);
    return time == null ? ofMail(value) : HttpDate.format(time);
  }

  private static String ofMail(String value) {
    try {
      return HttpDate.format(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value)));
    } catch (DateTimeException invalid) {
      return value;
    }
  }

  CgiHead head() throws CgiHeadException {
    if (lines.isEmpty()) {
      throw new CgiHeadException("its head has no field before the empty line");
    }
    var local = localPath();
    if (location != null && local == null) {
      passed.add(new Headers.Field("Location", location));
    }
    int usual = location == null ? 200 : 302;
    return new CgiHead(status == null ? usual : status, Headers.of(passed), length, local);
  }

  /** A path is for the server to answer, unless a status says that it is for the client. */
  private @Nullable String localPath() {
    boolean isPath = location != null && location.startsWith("/") && !location.startsWith("//");
    return isPath && (status == null || status == 200) ? location : null;
  }

  private static CgiHeadException wrong(String message, String line) {
    return new CgiHeadException(message, excerpt(line));
  }

  static String excerpt(String line) {
    return LogText.of(line.length() > MOST_SHOWN ? line.substring(0, MOST_SHOWN) + "..." : line);
  }
}
