package httpd.http;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host of {@code Host} or of an origin.
 *
 * <p>A browser sends a literal address only if it connects to that address. A DNS server can point
 * any name elsewhere, except {@code localhost} and names below it (RFC 6761, section 6.3).
 *
 * @param name in lower case, without the full stop of the root; IPv6 in brackets and in the form of
 *     RFC 5952; empty if there is no name
 * @param port -1 if there is none
 */
public record RequestHost(String name, int port) {

  private static final Pattern FORM =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~!$&'()*+,;=%-]*)(?::([0-9]{0,5}))?");

  /** Possessive: otherwise each label would take room on the stack. */
  private static final Pattern LABELS = Pattern.compile("[a-z0-9_-]++(?:\\.[a-z0-9_-]++)*+");

  /** RFC 1035, section 2.3.4, as a name is written. */
  private static final int LONGEST_NAME = 253;

  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

  /** Other forms of an IPv4 address ({@code 127.1}, {@code 0x7f000001}) are not taken. */
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");

  /** What a browser takes for an IPv4 address, right or wrong (WHATWG URL, section 3.5). */
  private static final Pattern ENDS_IN_A_NUMBER =
      Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

  /** Reads the value of a field; null if it is malformed. */
  public static @Nullable RequestHost parse(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    var name = canonical(form.group(1).toLowerCase(Locale.ROOT));
    int port =
        form.group(2) == null || form.group(2).isEmpty() ? -1 : Integer.parseInt(form.group(2));
    return name == null || port > 65535 ? null : new RequestHost(name, port);
  }

  private static @Nullable String canonical(String name) {
    if (name.startsWith("[")) {
      return canonicalIpv6(name.substring(1, name.length() - 1));
    }
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /** Returns an IPv4 address that is mapped into IPv6 as IPv4. */
  private static @Nullable String canonicalIpv6(String literal) {
    if (!literal.contains(":")) {
      return null;
    }
    try {
      return AddressText.inUri(InetAddress.ofLiteral(literal));
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  /** Returns whether it is an address in its usual form. */
  public boolean isLiteral() {
    return name.startsWith("[") || IPV4.matcher(name).matches();
  }

  /** Returns whether it is the client's own machine. */
  public boolean isLoopback() {
    return isLiteral()
        ? InetAddress.ofLiteral(withoutBrackets()).isLoopbackAddress()
        : isName() && (name.equals("localhost") || name.endsWith(".localhost"));
  }

  /** Returns whether the DNS can have it, and no browser takes it for an address. */
  public boolean isName() {
    return name.length() <= LONGEST_NAME
        && LABELS.matcher(name).matches()
        && !ENDS_IN_A_NUMBER.matcher(name).matches();
  }

  /** Returns whether it is a name without a full stop, which the public DNS does not have. */
  public boolean isSingleLabel() {
    return isName() && !name.contains(".");
  }

  private String withoutBrackets() {
    return name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
  }
}
