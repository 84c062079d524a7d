package httpd.server.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** A certificate and its key, made for a test, and their files. */
public record TestCertificate(List<X509Certificate> chain, PrivateKey key, String subject) {

  private static final Duration DAY = Duration.ofDays(1);

  /** For RSA, EC (secp256r1), secp384r1, secp521r1 or Ed25519, by an authority nobody trusts. */
  public static TestCertificate of(String kind, String... hosts) {
    return authority("an authority").issue(kind, "a test", hosts);
  }

  public static TestCertificate authority(String name) {
    var pair = pair("EC");
    try {
      var certificate = draft(name, List.of()).selfSigned(pair);
      return new TestCertificate(List.of(certificate), pair.getPrivate(), name);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public TestCertificate issue(String kind, String subject, String... hosts) {
    return issue(kind, draft(subject, List.of(hosts)));
  }

  /** Valid from and until so many days from now. */
  public TestCertificate issueFor(int from, int until, String subject, String... hosts) {
    var now = Instant.now();
    return issue(
        "EC",
        new CertificateDraft(
            subject,
            List.of(hosts),
            now.plus(DAY.multipliedBy(from)),
            now.plus(DAY.multipliedBy(until))));
  }

  private TestCertificate issue(String kind, CertificateDraft draft) {
    var pair = pair(kind);
    try {
      var certificate = draft.signed(pair.getPublic(), subject, key);
      var all = Stream.concat(Stream.of(certificate), chain.stream()).toList();
      return new TestCertificate(all, pair.getPrivate(), draft.subject());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static CertificateDraft draft(String subject, List<String> hosts) {
    var now = Instant.now();
    return new CertificateDraft(subject, hosts, now.minus(DAY), now.plus(DAY.multipliedBy(30)));
  }

  static KeyPair pair(String kind) {
    try {
      var generator = KeyPairGenerator.getInstance(kind.startsWith("secp") ? "EC" : kind);
      switch (kind) {
        case "EC" -> generator.initialize(new ECGenParameterSpec("secp256r1"));
        case "RSA" -> generator.initialize(2048);
        case "Ed25519" -> {}
        default -> generator.initialize(new ECGenParameterSpec(kind));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** Writes NAME.pem and NAME.key. */
  public TlsSettings.Pair write(Path folder, String name) {
    return new TlsSettings.Pair(
        writeCertificates(folder.resolve(name + ".pem")),
        writeKey(folder.resolve(name + ".key"), "PRIVATE KEY", key.getEncoded()));
  }

  public Path writeCertificates(Path file) {
    return writeText(file, certificates());
  }

  public String certificates() {
    return chain.stream()
        .map(one -> {
          try {
            return pem("CERTIFICATE", one.getEncoded());
          } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
          }
        })
        .collect(Collectors.joining());
  }

  static Path writeKey(Path file, String label, byte[] key) {
    writeText(file, pem(label, key));
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  static Path writeText(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String pem(String label, byte[] bytes) {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(bytes);
    var text = new String(lines, StandardCharsets.US_ASCII);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, text, label);
  }

  /** The key alone, in the form in which PKCS#8 wraps it: PKCS#1 for RSA, SEC 1 for EC. */
  byte[] unwrapped() {
    return Der.read(Der.read(key.getEncoded()).getFirst().content()).get(2).content();
  }

  /** SEC 1 with the curve, as OpenSSL writes it. */
  byte[] sec1WithCurve(String curve) {
    var key = Der.read(Der.read(unwrapped()).getFirst().content()).get(1).content();
    return Der.sequence(
        Der.integer(BigInteger.ONE),
        Der.value(Der.OCTET_STRING, key),
        Der.value(Der.CONTEXT, Der.identifier(curve)));
  }

  /** Presents it as a client. */
  public X509ExtendedKeyManager ofClient() {
    return new X509ExtendedKeyManager() {
      @Override
      public String chooseEngineClientAlias(String[] kinds, Principal[] from, SSLEngine engine) {
        return "it";
      }

      @Override
      public X509Certificate[] getCertificateChain(String alias) {
        return chain.toArray(X509Certificate[]::new);
      }

      @Override
      public PrivateKey getPrivateKey(String alias) {
        return key;
      }

      @Override
      public String[] getClientAliases(String kind, Principal[] issuers) {
        return new String[] {"it"};
      }

      @Override
      public String chooseClientAlias(String[] kinds, Principal[] issuers, Socket socket) {
        return "it";
      }

      @Override
      public String[] getServerAliases(String kind, Principal[] issuers) {
        return null;
      }

      @Override
      public String chooseServerAlias(String kind, Principal[] issuers, Socket socket) {
        return null;
      }
    };
  }
}
