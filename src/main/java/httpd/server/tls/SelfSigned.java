package httpd.server.tls;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A throw-away certificate for development, which no client trusts by itself. */
final class SelfSigned {

  /** Browsers refuse certificates that are valid for longer than 398 days. */
  private static final Duration VALID = Duration.ofDays(365);

  /** A client's clock may be behind. */
  private static final Duration BEFORE = Duration.ofDays(1);

  private SelfSigned() {}

  /** Makes a certificate for the hosts and for this machine by its usual names. */
  static Identity identity(Set<String> hosts, Instant now) throws TlsException {
    var names =
        Stream.concat(Stream.of("localhost", "127.0.0.1", "::1"), hosts.stream().sorted())
            .distinct()
            .toList();
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      var pair = generator.generateKeyPair();
      var certificate =
          new CertificateDraft("httpd, self-signed", names, now.minus(BEFORE), now.plus(VALID))
              .selfSigned(pair);
      return new Identity(List.of(certificate), pair.getPrivate(), HostPatterns.of(certificate));
    } catch (GeneralSecurityException e) {
      throw new TlsException(
          "no certificate can be made: " + e.getMessage(), "give one: --tls CERT.pem,KEY.pem", e);
    }
  }
}
