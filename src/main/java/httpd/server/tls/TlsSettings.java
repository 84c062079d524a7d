package httpd.server.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a server proves who it is, and whether its clients have to.
 *
 * @param pairs certificates with their keys, in files of PEM; the first is for clients that name no
 *     host, or one that no certificate is for
 * @param ownNames without pairs, the hosts of a certificate that is made at the start
 * @param clientAuthorities certificates of which one must have signed that of a client; null if
 *     clients need none
 */
public record TlsSettings(
    List<Pair> pairs, Set<String> ownNames, @Nullable Path clientAuthorities) {

  /**
   * A certificate and its key.
   *
   * @param certificate the server's certificate, then those of its issuers
   * @param key the private key, not encrypted
   */
  public record Pair(Path certificate, Path key) {
    /** Checks for null. */
    public Pair {
      Objects.requireNonNull(certificate, "certificate");
      Objects.requireNonNull(key, "key");
    }
  }

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there are neither pairs nor names
   */
  public TlsSettings {
    pairs = List.copyOf(pairs);
    ownNames = Set.copyOf(ownNames);
    if (pairs.isEmpty() == ownNames.isEmpty()) {
      throw new IllegalArgumentException("TLS has either certificates, or names to make one for");
    }
  }

  /** One certificate, and no certificates of clients. */
  public static TlsSettings of(Path certificate, Path key) {
    return of(List.of(new Pair(certificate, key)));
  }

  /** Several certificates, and none of clients. */
  public static TlsSettings of(List<Pair> pairs) {
    return new TlsSettings(pairs, Set.of(), null);
  }

  /** A certificate that is made at the start, for development. */
  public static TlsSettings ownCertificate(Set<String> names) {
    return new TlsSettings(List.of(), names, null);
  }

  /** The same with certificates of clients, which they must have then. */
  public TlsSettings withClientAuthorities(@Nullable Path clientAuthorities) {
    return new TlsSettings(pairs, ownNames, clientAuthorities);
  }
}
