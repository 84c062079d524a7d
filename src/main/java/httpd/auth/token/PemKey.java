package httpd.auth.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.nimbusds.jose.JOSEException;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One public key in PEM (RFC 7468), or that of a certificate; of several certificates the first
 * counts, which is the one that the others certify. A private key is refused: who verifies tokens
 * must not be able to make them.
 */
final class PemKey {

  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END [A-Z0-9 ]++-----");

  private static final Pattern PRIVATE =
      Pattern.compile("-----BEGIN [A-Z0-9 ]*+(?<=PRIVATE KEY)-----");

  private static final String CERTIFICATE = "CERTIFICATE";

  private PemKey() {}

  static TokenKey read(Path file, String text) throws TokenKeyException {
    if (PRIVATE.matcher(text).find()) {
      throw new TokenKeyException(
          file,
          "it has a private key, which a server that verifies tokens must not have",
          "openssl pkey -in " + file + " -pubout -out public.pem writes the public one");
    }
    var blocks = new ArrayList<String[]>();
    var matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(new String[] {matcher.group(1), matcher.group(2)});
    }
    return key(file, publicKey(file, one(file, blocks)));
  }

  private static String[] one(Path file, List<String[]> blocks) throws TokenKeyException {
    if (blocks.isEmpty()) {
      throw new TokenKeyException(
          file, "its PEM is damaged", "copy the file again, with its last line");
    }
    boolean areCertificates = blocks.stream().allMatch(block -> block[0].equals(CERTIFICATE));
    if (blocks.size() > 1 && !areCertificates) {
      throw new TokenKeyException(
          file, "it has several keys", "give each a file and a --token-key of its own");
    }
    return blocks.getFirst();
  }

  private static PublicKey publicKey(Path file, String[] block) throws TokenKeyException {
    try {
      var der = Base64.getMimeDecoder().decode(block[1].getBytes(US_ASCII));
      return switch (block[0]) {
        case CERTIFICATE -> certificate(file, der).getPublicKey();
        case "PUBLIC KEY" -> publicKey(file, der);
        default ->
            throw new TokenKeyException(
                file,
                "it has a " + block[0] + ", not a PUBLIC KEY or CERTIFICATE",
                "openssl rsa -RSAPublicKey_in -in FILE -pubout converts an RSA PUBLIC KEY");
      };
    } catch (CertificateException | IllegalArgumentException e) {
      throw new TokenKeyException(
          file, "its PEM is damaged", "openssl x509 -in " + file + " -noout -text shows it");
    }
  }

  private static X509Certificate certificate(Path file, byte[] der)
      throws CertificateException, TokenKeyException {
    var certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der));
    try {
      certificate.checkValidity();
      return certificate;
    } catch (CertificateException e) {
      throw new TokenKeyException(
          file,
          "its certificate is valid from %s to %s"
              .formatted(
                  certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant()),
          "ask the issuer of the tokens for the new one");
    }
  }

  private static PublicKey publicKey(Path file, byte[] der) throws TokenKeyException {
    return Stream.of("RSA", "EC")
        .map(kind -> publicKey(kind, der))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(() -> notTaken(file));
  }

  /** Returns nothing for a key of another kind. */
  private static Optional<PublicKey> publicKey(String kind, byte[] der) {
    try {
      return Optional.of(KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der)));
    } catch (InvalidKeySpecException another) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("each Java has " + kind, e);
    }
  }

  private static TokenKeyException notTaken(Path file) {
    return new TokenKeyException(
        file,
        "its key is not of RSA or of the curves secp256r1, secp384r1 and secp521r1",
        "sign tokens with RS256 or ES256");
  }

  /** Makes a key for tokens of one that is strong enough. */
  static TokenKey key(Path file, PublicKey key) throws TokenKeyException {
    try {
      return switch (key) {
        case RSAPublicKey rsa -> {
          int bits = rsa.getModulus().bitLength();
          if (bits < TokenKey.SHORTEST_RSA) {
            throw new TokenKeyException(
                file,
                "its RSA key has " + bits + " bits, fewer than " + TokenKey.SHORTEST_RSA,
                "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 makes a longer one");
          }
          yield TokenKey.of(rsa);
        }
        case ECPublicKey ec -> TokenKey.of(ec);
        default -> throw notTaken(file);
      };
    } catch (JOSEException e) {
      throw notTaken(file);
    }
  }
}
