package httpd.server.tls;

import httpd.server.tls.PemFile.Block;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/**
 * The private key of a file. The JDK reads PKCS#8; the older forms of RSA (PKCS#1, RFC 8017) and of
 * elliptic curves (SEC 1, RFC 5915) are wrapped into it.
 */
final class PrivateKeyReader {

  private static final byte[] RSA = Der.identifier("1.2.840.113549.1.1.1");
  private static final byte[] EC = Der.identifier("1.2.840.10045.2.1");
  private static final byte[] NO_PARAMETERS = Der.value(Der.NULL);
  private static final byte[] VERSION = Der.integer(BigInteger.ZERO);

  private final PemFile file;
  private final PublicKey certified;

  private PrivateKeyReader(PemFile file, PublicKey certified) {
    this.file = file;
    this.certified = certified;
  }

  /**
   * Reads a key.
   *
   * @param certified the public key that it should belong to, which says its kind
   */
  static PrivateKey read(PemFile file, PublicKey certified) throws TlsException {
    return new PrivateKeyReader(file, certified).key();
  }

  private PrivateKey key() throws TlsException {
    var block = file.privateKey().orElseThrow(this::noKey);
    if (block.encrypted()) {
      throw new TlsException(
          file.path() + ": the key is encrypted",
          "`openssl pkey -in "
              + file.path()
              + " -out plain.pem` asks for its passphrase;"
              + " a server starts without a person who knows it");
    }
    try {
      var form = new PKCS8EncodedKeySpec(pkcs8(block));
      return KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(form);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw otherKey(block, e);
    }
  }

  private TlsException noKey() {
    return file.certificates().isEmpty()
        ? new TlsException(
            file.path() + ": there is no private key in it",
            "the file of a key has the line -----BEGIN PRIVATE KEY-----")
        : new TlsException(
            file.path() + " has a certificate, but no private key",
            "the certificate comes first: --tls CERT.pem,KEY.pem");
  }

  private TlsException otherKey(Block block, Exception cause) {
    for (var kind : new String[] {"RSA", "EC", "EdDSA"}) {
      try {
        KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(pkcs8(block)));
        return new TlsException(
            file.path()
                + ": the key is of the kind %s, its certificate has one of %s"
                    .formatted(kind, certified.getAlgorithm()),
            Identity.PAIR_HINT,
            cause);
      } catch (GeneralSecurityException | IllegalArgumentException alsoNot) {
        // Of the next kind, perhaps.
      }
    }
    return new TlsException(
        file.path() + ": the private key is damaged, or of a kind that is not known here",
        "RSA, EC (secp256r1, secp384r1, secp521r1) and Ed25519 are; `openssl pkey -in "
            + file.path()
            + " -noout -text` shows its kind",
        cause);
  }

  private byte[] pkcs8(Block block) {
    return switch (block.label()) {
      case "RSA PRIVATE KEY" -> wrapped(RSA, NO_PARAMETERS, block.bytes());
      case "EC PRIVATE KEY" -> wrapped(EC, curve(block.bytes()), block.bytes());
      default -> block.bytes();
    };
  }

  private static byte[] wrapped(byte[] algorithm, byte[] parameters, byte[] key) {
    return Der.sequence(
        VERSION, Der.sequence(algorithm, parameters), Der.value(Der.OCTET_STRING, key));
  }

  /** The curve, which the key may leave to its certificate. */
  private byte[] curve(byte[] key) {
    for (var part : Der.read(Der.read(key).getFirst().content())) {
      if (part.tag() == Der.CONTEXT) {
        return part.content();
      }
    }
    var certifiedKey = Der.read(certified.getEncoded()).getFirst().content();
    var algorithm = Der.read(certifiedKey).getFirst().content();
    int identifier = Der.value(0, Der.read(algorithm).getFirst().content()).length;
    return Arrays.copyOfRange(algorithm, identifier, algorithm.length);
  }
}
