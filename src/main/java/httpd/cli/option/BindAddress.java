package httpd.cli.option;

import httpd.server.ListenAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A value of {@code --bind}: {@code HOST}, {@code HOST:PORT}, {@code [IPV6]:PORT}, or {@code
 * unix:PATH,mode=0660,owner=NAME,group=NAME}.
 */
final class BindAddress {

  private static final String UNIX = "unix:";
  private static final Pattern MODE = Pattern.compile("0?[0-7]{3}");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final int MOST_PORT = 65535;
  private static final String EXAMPLES =
      "write an address, as 127.0.0.1, 0.0.0.0:8081 or [::1]:8081, or unix:/run/httpd.sock";
  private static final String UNIX_EXAMPLE =
      "write unix:PATH,mode=0660,owner=NAME,group=NAME; all but unix:PATH may be left out";

  private BindAddress() {}

  static ListenAddress read(String value) {
    return value.startsWith(UNIX) ? unix(value.substring(UNIX.length())) : tcp(value);
  }

  private static ListenAddress tcp(String value) {
    if (value.isBlank() || value.contains("/")) {
      throw new InvalidValueException("it is not an address", EXAMPLES);
    }
    int colon = value.lastIndexOf(':');
    boolean bracketed = value.startsWith("[") && value.indexOf(']') > 0;
    int end = bracketed ? value.indexOf(']') + 1 : colon;
    boolean isAlone = end < 0 || end == value.length() || (!bracketed && isIpv6(value));
    if (isAlone) {
      return new ListenAddress.Tcp(unbracketed(value), ListenAddress.SHARED_PORT);
    }
    var host = unbracketed(value.substring(0, end));
    if (host.isBlank()) {
      throw new InvalidValueException(
          "the address is missing", "0.0.0.0" + value.substring(end) + " is every IPv4 address");
    }
    return new ListenAddress.Tcp(host, port(value.substring(end)));
  }

  /** An address of IPv6 has more than one colon. */
  private static boolean isIpv6(String value) {
    return value.indexOf(':') != value.lastIndexOf(':');
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(String text) {
    var digits = text.substring(1);
    if (!text.startsWith(":")
        || !PORT.matcher(digits).matches()
        || Integer.parseInt(digits) > MOST_PORT) {
      throw new InvalidValueException("the port is a number from 0 to " + MOST_PORT, EXAMPLES);
    }
    return Integer.parseInt(digits);
  }

  private static ListenAddress unix(String rest) {
    var parts = rest.split(",", -1);
    int mode = ListenAddress.OWNER_ONLY;
    String owner = null;
    String group = null;
    for (int i = 1; i < parts.length; i++) {
      var setting = parts[i].split("=", 2);
      var value = setting.length == 2 ? setting[1] : "";
      switch (setting[0]) {
        case "mode" -> mode = mode(value);
        case "owner" -> owner = SystemUser.user(value);
        case "group" -> group = SystemUser.group(value);
        default -> throw new InvalidValueException("unknown: " + parts[i], UNIX_EXAMPLE);
      }
    }
    return new ListenAddress.Unix(path(parts[0]), mode, owner, group);
  }

  private static Path path(String text) {
    try {
      if (!text.isEmpty()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      // As if there were none.
    }
    throw new InvalidValueException("it names no path", UNIX_EXAMPLE);
  }

  private static int mode(String text) {
    if (!MODE.matcher(text).matches()) {
      throw new InvalidValueException(
          "the mode is of three octal digits, as 660 or 0660",
          "0600 is for this user alone, 0660 for its group too, 0666 for all");
    }
    return Integer.parseInt(text, 8);
  }
}
