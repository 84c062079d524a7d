package httpd.server.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * A certificate before it is signed by a key of secp256r1 (RFC 5280). The JDK has no public way to
 * make one.
 *
 * @param subject its common name
 * @param hosts names and addresses that it is for; none for the certificate of an authority
 */
record CertificateDraft(String subject, List<String> hosts, Instant from, Instant until) {

  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String ALTERNATIVE_NAMES = "2.5.29.17";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final int GENERALIZED_TIME = 0x18;
  private static final int BOOLEAN = 0x01;
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;
  private static final int SERIAL_BITS = 120;
  private static final byte[] TRUE = Der.value(BOOLEAN, new byte[] {(byte) 0xff});
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  X509Certificate selfSigned(KeyPair pair) throws GeneralSecurityException {
    return signed(pair.getPublic(), subject, pair.getPrivate());
  }

  X509Certificate signed(PublicKey key, String issuer, PrivateKey issuerKey)
      throws GeneralSecurityException {
    var algorithm = Der.sequence(Der.identifier(ECDSA_WITH_SHA256));
    var content =
        Der.sequence(
            Der.value(Der.CONTEXT, Der.integer(BigInteger.TWO)), // Version 3.
            Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS)),
            algorithm,
            name(issuer),
            Der.sequence(time(from), time(until)),
            name(subject),
            key.getEncoded(),
            Der.value(Der.CONTEXT + 3, Der.sequence(extension())));
    var signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(issuerKey);
    signature.update(content);
    var certificate = Der.sequence(content, algorithm, Der.bitString(signature.sign()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate));
  }

  private static byte[] name(String commonName) {
    return Der.sequence(
        Der.value(
            Der.SET,
            Der.sequence(
                Der.identifier(COMMON_NAME),
                Der.value(Der.UTF8_STRING, commonName.getBytes(UTF_8)))));
  }

  private static byte[] time(Instant time) {
    return Der.value(GENERALIZED_TIME, TIME.format(time).getBytes(US_ASCII));
  }

  private byte[] extension() {
    if (hosts.isEmpty()) {
      return Der.sequence(
          Der.identifier(BASIC_CONSTRAINTS), TRUE, Der.value(Der.OCTET_STRING, Der.sequence(TRUE)));
    }
    var names = hosts.stream().map(CertificateDraft::alternativeName).toArray(byte[][]::new);
    return Der.sequence(
        Der.identifier(ALTERNATIVE_NAMES), Der.value(Der.OCTET_STRING, Der.sequence(names)));
  }

  private static byte[] alternativeName(String host) {
    try {
      return Der.value(
          Der.CONTEXT_PRIMITIVE + IP_ADDRESS, InetAddress.ofLiteral(host).getAddress());
    } catch (IllegalArgumentException aName) {
      return Der.value(Der.CONTEXT_PRIMITIVE + DNS_NAME, host.getBytes(US_ASCII));
    }
  }
}
