package httpd.auth.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenKeysTest {

  private static final KeyPair RSA = MadeTokens.rsa(2048);
  private static final KeyPair EC = MadeTokens.ec("secp256r1");
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("key");
  }

  private Path write(String content) throws Exception {
    return MadeTokens.write(file(), content);
  }

  private TokenKeySet read() throws TokenKeyException {
    return TokenKeys.read(List.of(file())).current();
  }

  private static VerifiedToken verify(TokenKeySet keys, String token) throws InvalidTokenException {
    return keys.verify(token, ExpectedClaims.NONE, CLOCK);
  }

  private void assertRefused(String what, String hint) {
    var thrown = assertThrows(TokenKeyException.class, this::read);
    assertEquals(file() + ": " + what, thrown.getMessage());
    assertTrue(thrown.hint().contains(hint), thrown.hint());
  }

  private static String header(String algorithm) {
    return "{\"alg\":\"" + algorithm + "\"}";
  }

  @ParameterizedTest
  @CsvSource({"RS256, SHA256withRSA", "RS384, SHA384withRSA", "RS512, SHA512withRSA"})
  @DisplayName("JT-6 the algorithms of an RSA key")
  void rsa(String algorithm, String name) throws Exception {
    write(MadeTokens.pem("PUBLIC KEY", RSA.getPublic()));
    var token = MadeTokens.signed(header(algorithm), MadeTokens.claims(""), name, RSA.getPrivate());
    assertEquals("ada", verify(read(), token).subject());
  }

  @ParameterizedTest
  @CsvSource({
    "ES256, secp256r1, SHA256withECDSAinP1363Format",
    "ES384, secp384r1, SHA384withECDSAinP1363Format",
    "ES512, secp521r1, SHA512withECDSAinP1363Format"
  })
  @DisplayName("JT-6 a curve has one algorithm")
  void ec(String algorithm, String curve, String name) throws Exception {
    var pair = MadeTokens.ec(curve);
    write(MadeTokens.pem("PUBLIC KEY", pair.getPublic()));
    var right =
        MadeTokens.signed(header(algorithm), MadeTokens.claims(""), name, pair.getPrivate());
    assertEquals("ada", verify(read(), right).subject());
    var other = algorithm.equals("ES256") ? "ES384" : "ES256";
    var wrong = MadeTokens.signed(header(other), MadeTokens.claims(""), name, pair.getPrivate());
    assertThrows(InvalidTokenException.class, () -> verify(read(), wrong));
  }

  @ParameterizedTest
  @CsvSource({"32, 1", "47, 1", "48, 2", "63, 2", "64, 3"})
  @DisplayName("JT-5, JT-6.1 a hash needs a secret as long as itself; its line end does not count")
  void secrets(int length, int algorithms) throws Exception {
    var secret = "s".repeat(length);
    write(secret + "\r\n");
    var keys = read();
    var names = List.of("256", "384", "512");
    for (int i = 0; i < names.size(); i++) {
      var token =
          MadeTokens.signed(
              header("HS" + names.get(i)),
              MadeTokens.claims(""),
              "HmacSHA" + names.get(i),
              secret.getBytes(UTF_8));
      if (i < algorithms) {
        assertEquals("ada", verify(keys, token).subject());
      } else {
        assertThrows(InvalidTokenException.class, () -> verify(keys, token));
      }
    }
  }

  @Test
  @DisplayName("JT-7 a private key is refused, with the command that writes the public one")
  void privateKey() throws Exception {
    write(MadeTokens.pem("PRIVATE KEY", RSA.getPrivate()));
    assertRefused(
        "it has a private key, which a server that verifies tokens must not have",
        "openssl pkey -in " + file() + " -pubout");
    write(MadeTokens.pem("PUBLIC KEY", RSA.getPublic()) + "-----BEGIN EC PRIVATE KEY-----\n");
    assertThrows(TokenKeyException.class, this::read);
  }

  @Test
  @DisplayName("JT-7 weak and unknown keys, several keys, and damaged ones are refused")
  void wrongPem() throws Exception {
    write(MadeTokens.pem("PUBLIC KEY", MadeTokens.rsa(1024).getPublic()));
    assertRefused("its RSA key has 1024 bits, fewer than 2048", "rsa_keygen_bits:3072");
    var edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    write(MadeTokens.pem("PUBLIC KEY", edwards.getPublic()));
    assertRefused(
        "its key is not of RSA or of the curves secp256r1, secp384r1 and secp521r1",
        "RS256 or ES256");
    var one = MadeTokens.pem("PUBLIC KEY", EC.getPublic());
    write(one + one);
    assertRefused("it has several keys", "a --token-key of its own");
    write(one.substring(0, one.length() - 30));
    assertRefused("its PEM is damaged", "copy the file again");
    write("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertRefused("its PEM is damaged", "openssl x509");
    write(MadeTokens.pem("RSA PUBLIC KEY", RSA.getPublic()));
    assertRefused("it has a RSA PUBLIC KEY, not a PUBLIC KEY or CERTIFICATE", "-RSAPublicKey_in");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ ada@example",
        "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAy ada@example"
      })
  @DisplayName("JT-7.1 a public key in another format is not a secret")
  void ssh(String key) throws Exception {
    write(key + "\n");
    assertRefused("it is a key of ssh", "ssh-keygen -e -m PKCS8");
  }

  @Test
  @DisplayName("JT-7.1 a key in DER is not a secret")
  void der() throws Exception {
    for (var key : List.of(RSA.getPublic(), EC.getPublic(), RSA.getPrivate())) {
      MadeTokens.write(file(), key.getEncoded());
      assertRefused("it is in DER, not in PEM", "-inform DER");
    }
    var cut = Arrays.copyOf(RSA.getPublic().getEncoded(), 200);
    MadeTokens.write(file(), cut);
    assertEquals(
        "ada",
        verify(read(), MadeTokens.signed(header("HS256"), MadeTokens.claims(""), "HmacSHA256", cut))
            .subject());
  }

  @Test
  @DisplayName("JT-8 others may read public keys, and change none")
  void permissions() throws Exception {
    Files.setPosixFilePermissions(
        write(MadeTokens.pem("PUBLIC KEY", EC.getPublic())),
        PosixFilePermissions.fromString("rw-r--r--"));
    read();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
    assertRefused("every user of this machine may change it", "chmod g-w,o-w " + file());
    Files.setPosixFilePermissions(
        write("{\"kty\":\"oct\",\"k\":\"" + MadeTokens.encoded(new byte[32]) + "\"}"),
        PosixFilePermissions.fromString("rw-r--r--"));
    assertRefused("every user of this machine may read or change it", "chmod o= " + file());
  }

  private static String jwks(String... keys) {
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }

  private static String rsaJwk(String id, String more) {
    var key = new RSAKey.Builder((RSAPublicKey) RSA.getPublic()).keyID(id).build().toJSONString();
    return key.substring(0, key.length() - 1) + more + "}";
  }

  private static String ecJwk(String id) {
    return new ECKey.Builder(Curve.P_256, (ECPublicKey) EC.getPublic())
        .keyID(id)
        .build()
        .toJSONString();
  }

  private static String es256(String more) {
    return MadeTokens.signed(
        "{\"alg\":\"ES256\"" + more + "}",
        MadeTokens.claims(""),
        "SHA256withECDSAinP1363Format",
        EC.getPrivate());
  }

  @Test
  @DisplayName("JT-9 a JWKS: other keys are passed over, alg and use count")
  void jwksFile() throws Exception {
    write(
        jwks(
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}",
            "{\"kty\":\"XYZ\"}",
            rsaJwk("e", ",\"use\":\"enc\""),
            rsaJwk("r", ",\"use\":\"sig\",\"alg\":\"RS384\",\"key_ops\":[\"verify\"]"),
            ecJwk("c")));
    var keys = read();
    assertEquals("ada", verify(keys, es256("")).subject());
    for (var each : List.of("RS256:SHA256withRSA", "RS384:SHA384withRSA")) {
      var algorithm = each.split(":")[0];
      var token =
          MadeTokens.signed(
              header(algorithm), MadeTokens.claims(""), each.split(":")[1], RSA.getPrivate());
      if (algorithm.equals("RS384")) {
        assertEquals("ada", verify(keys, token).subject());
      } else {
        assertThrows(InvalidTokenException.class, () -> verify(keys, token));
      }
    }
  }

  @Test
  @DisplayName("JT-25 a kid chooses among keys; those without one are for all")
  void keyIds() throws Exception {
    write(jwks(ecJwk("a"), rsaJwk("b", "")));
    assertEquals("ada", verify(read(), es256(",\"kid\":\"a\"")).subject());
    assertEquals("ada", verify(read(), es256("")).subject());
    for (var id : List.of("b", "A", "", "../a", "a\\u0000")) {
      var token = es256(",\"kid\":\"" + id + "\"");
      assertThrows(InvalidTokenException.class, () -> verify(read(), token), id);
    }
    write(MadeTokens.pem("PUBLIC KEY", EC.getPublic()));
    assertEquals("ada", verify(read(), es256(",\"kid\":\"any\"")).subject());
  }

  @Test
  @DisplayName("JT-7, JT-9 a JWKS with a private, weak or broken key, and one without keys")
  void wrongJwks() throws Exception {
    write(jwks(ecJwk("a").replace("}", ",\"d\":\"" + MadeTokens.encoded(new byte[32]) + "\"}")));
    assertRefused(
        "the key a is private, which a server that verifies tokens must not have", "leave out");
    write(jwks("{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"c2hvcnQ\"}"));
    assertRefused("the secret s has fewer than 32 bytes", "openssl rand");
    for (var each : List.of("{}", "{\"keys\":1}")) {
      write(each);
      assertRefused("it has no \"keys\"", "jwks_uri");
    }
    write(jwks());
    assertRefused("it has 0 keys that verify tokens, not 1 to 32", "RSA");
    write(jwks("1"));
    assertRefused("one of its \"keys\" is not an object", "jwks_uri");
    write(jwks("{\"kty\":\"EC\",\"crv\":\"" + Curve.P_256 + "\",\"x\":\"AAAA\",\"y\":\"AAAA\"}"));
    assertThrows(TokenKeyException.class, this::read);
    write("{\"keys\":[],\"keys\":[]}");
    assertThrows(TokenKeyException.class, this::read);
  }

  @Test
  @DisplayName("JT-5 a directory, a huge file and an empty one are errors")
  void notAFile() throws Exception {
    Files.createDirectory(file());
    assertRefused("it is not a regular file", "name a file with a key");
    Files.delete(file());
    MadeTokens.write(file(), new byte[1024 * 1024 + 1]);
    assertRefused("it is longer than 1048576 bytes", "name a file with a key");
    write("");
    assertRefused("a secret has at least 32 bytes, this one has 0", "openssl rand");
  }

  @Test
  @DisplayName("JT-30 a token is verified once, until keys are read again; 10,000 are remembered")
  void remembered() throws Exception {
    MadeTokens.write(file(), MadeTokens.SECRET);
    var keys = TokenKeys.read(List.of(file()));
    var first = verify(keys.current(), MadeTokens.good());
    var token = MadeTokens.hs256(header("HS256"), MadeTokens.claims("\"jti\":\"0\","));
    var known = verify(keys.current(), token);
    assertSame(known, verify(keys.current(), token));
    assertNotSame(first, known);
    assertEquals(2, keys.current().remembered());
    for (int i = 1; i <= VerifiedTokens.MOST; i++) {
      var each = MadeTokens.hs256(header("HS256"), MadeTokens.claims("\"jti\":\"" + i + "\","));
      verify(keys.current(), each);
    }
    assertEquals(VerifiedTokens.MOST, keys.current().remembered());
    keys.reload();
    assertEquals(0, keys.current().remembered());
  }

  @Test
  @DisplayName("JT-26, JT-30 a token that is remembered expires all the same; leeway is a minute")
  void expires() throws Exception {
    MadeTokens.write(file(), MadeTokens.SECRET);
    var keys = read();
    var token = MadeTokens.good();
    long second = MadeTokens.now() + 600 + 59;
    for (long late : List.of(0L, second)) {
      keys.verify(
          token, ExpectedClaims.NONE, late == 0 ? CLOCK : () -> Instant.ofEpochSecond(late));
    }
    assertThrows(
        InvalidTokenException.class,
        () -> keys.verify(token, ExpectedClaims.NONE, () -> Instant.ofEpochSecond(second + 2)));
    assertEquals(0, keys.remembered());
  }
}
