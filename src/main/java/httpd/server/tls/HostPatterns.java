package httpd.server.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The hosts that a certificate is for (RFC 6125, section 6.4): names, and {@code *.} before a name
 * for one label.
 */
record HostPatterns(Set<String> patterns) {

  private static final int DNS_NAME = 2;
  private static final int ADDRESS = 7;

  /** The names of a certificate; those of its subject do not count (RFC 9110, section 4.3.4). */
  static HostPatterns of(X509Certificate certificate) {
    var found = new TreeSet<String>();
    for (var name : alternativeNames(certificate)) {
      if (name.get(0) instanceof Integer kind
          && (kind == DNS_NAME || kind == ADDRESS)
          && name.get(1) instanceof String text) {
        found.add(kind == DNS_NAME ? lower(text) : InetAddress.ofLiteral(text).getHostAddress());
      }
    }
    return new HostPatterns(found);
  }

  private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  /** Returns whether it is for a host that a client has named. */
  boolean contain(String host) {
    var name = lower(host);
    int dot = name.indexOf('.');
    return patterns.contains(name) || (dot > 0 && patterns.contains("*" + name.substring(dot)));
  }

  String text() {
    return patterns.isEmpty() ? "no host" : String.join(", ", new TreeSet<>(patterns));
  }

  private static String lower(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
