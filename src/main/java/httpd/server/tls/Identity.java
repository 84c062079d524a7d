package httpd.server.tls;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A certificate that the server can prove to be its own.
 *
 * @param chain its certificate, then that of its issuer, and so on
 */
record Identity(List<X509Certificate> chain, PrivateKey key, HostPatterns names) {

  static final String PAIR_HINT =
      "`openssl x509 -in CERT.pem -noout -pubkey` and `openssl pkey -in KEY.pem -pubout` print the"
          + " same key for a pair";

  private static final int LEAST_RSA_BITS = 2048;
  private static final Duration SOON = Duration.ofDays(7);

  X509Certificate certificate() {
    return chain.getFirst();
  }

  static Identity read(TlsSettings.Pair pair, Instant now) throws TlsException {
    var chain = chain(pair);
    var leaf = chain.getFirst();
    var key = PrivateKeyReader.read(PemFile.read(pair.key()), leaf.getPublicKey());
    checkPair(pair, chain, key);
    checkStrength(pair.certificate(), leaf.getPublicKey());
    checkTime(pair.certificate(), leaf, now);
    checkOrder(pair.certificate(), chain);
    return new Identity(chain, key, HostPatterns.of(leaf));
  }

  private static List<X509Certificate> chain(TlsSettings.Pair pair) throws TlsException {
    var file = PemFile.read(pair.certificate());
    if (file.certificates().isEmpty() && file.privateKey().isPresent()) {
      throw new TlsException(
          file.path() + " has a private key, but no certificate",
          "the certificate comes first: --tls CERT.pem,KEY.pem");
    }
    return certificates(file);
  }

  /** Reads all certificates of a file, of which there is at least one. */
  static List<X509Certificate> certificates(PemFile file) throws TlsException {
    var chain = new ArrayList<X509Certificate>();
    for (var block : file.certificates()) {
      try {
        chain.add(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.bytes())));
      } catch (CertificateException e) {
        throw new TlsException(
            file.path() + ": certificate %s is damaged".formatted(chain.size() + 1),
            "`openssl x509 -in " + file.path() + " -noout -text` reads the first of the file",
            e);
      }
    }
    if (chain.isEmpty()) {
      throw new TlsException(
          file.path() + ": there is no certificate in it", PemFile.pemHint(file.path()));
    }
    return List.copyOf(chain);
  }

  private static void checkPair(TlsSettings.Pair pair, List<X509Certificate> chain, PrivateKey key)
      throws TlsException {
    for (int i = 0; i < chain.size(); i++) {
      if (fits(key, chain.get(i).getPublicKey())) {
        if (i == 0) {
          return;
        }
        throw new TlsException(
            pair.certificate() + ": the certificate of the key is number " + (i + 1),
            "put the server's own certificate first, then that of its issuer, and so on");
      }
    }
    throw new TlsException(
        "the key " + pair.key() + " does not fit the certificate " + pair.certificate(), PAIR_HINT);
  }

  private static boolean fits(PrivateKey key, PublicKey certified) throws TlsException {
    if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    var probe = certified.getEncoded();
    try {
      var signature = Signature.getInstance(signatureOf(key.getAlgorithm()));
      signature.initSign(key);
      signature.update(probe);
      var signed = signature.sign();
      signature.initVerify(certified);
      signature.update(probe);
      return signature.verify(signed);
    } catch (InvalidKeyException | SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new TlsException(
          "keys of the kind " + key.getAlgorithm() + " are not known here",
          "RSA, EC and Ed25519 are",
          e);
    }
  }

  private static String signatureOf(String algorithm) {
    return switch (algorithm) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> algorithm;
    };
  }

  private static void checkStrength(Path file, PublicKey key) throws TlsException {
    if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
      throw new TlsException(
          "%s: its key of %s bits is too short".formatted(file, rsa.getModulus().bitLength()),
          "clients refuse RSA keys of less than 2048 bits; `openssl ecparam -name prime256v1"
              + " -genkey` makes a short and strong one");
    }
  }

  private static void checkTime(Path file, X509Certificate certificate, Instant now)
      throws TlsException {
    var from = certificate.getNotBefore().toInstant();
    var until = certificate.getNotAfter().toInstant();
    if (now.isAfter(until)) {
      throw new TlsException(
          file + ": the certificate expired on " + day(until),
          "renew it, by `certbot renew` or at its issuer, or set the clock: it is " + day(now));
    }
    if (now.isBefore(from)) {
      throw new TlsException(
          file + ": the certificate is valid from " + day(from) + " on",
          "set the clock, or use the certificate before it: it is " + day(now));
    }
  }

  Optional<String> expiringSoon(Instant now) {
    var until = certificate().getNotAfter().toInstant();
    return now.plus(SOON).isAfter(until)
        ? Optional.of("the certificate for %s expires on %s".formatted(names.text(), day(until)))
        : Optional.empty();
  }

  private static String day(Instant time) {
    return time.atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }

  private static void checkOrder(Path file, List<X509Certificate> chain) throws TlsException {
    for (int i = 1; i < chain.size(); i++) {
      var issued = chain.get(i - 1);
      if (!issued.getIssuerX500Principal().equals(chain.get(i).getSubjectX500Principal())) {
        throw new TlsException(
            "%s: certificate %s is not that of the issuer of certificate %s"
                .formatted(file, i + 1, i),
            "put the server's own certificate first, then that of its issuer, and so on");
      }
    }
  }
}
