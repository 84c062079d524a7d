package httpd.wire;

import static httpd.auth.token.MadeTokens.RIGHTS;
import static httpd.auth.token.MadeTokens.SECRET;
import static httpd.auth.token.MadeTokens.claims;
import static httpd.auth.token.MadeTokens.encoded;
import static httpd.auth.token.MadeTokens.good;
import static httpd.auth.token.MadeTokens.hs256;
import static httpd.auth.token.MadeTokens.now;
import static httpd.auth.token.MadeTokens.part;
import static httpd.auth.token.MadeTokens.pem;
import static httpd.auth.token.MadeTokens.signed;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.auth.token.ExpectedClaims;
import httpd.auth.token.MadeTokens;
import httpd.auth.token.TokenHandler;
import httpd.auth.token.TokenKeys;
import httpd.hub.HubHandler;
import httpd.live.Presentation;
import httpd.route.Route;
import httpd.route.Router;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that must open nothing: each gets its status, no event, no publication, one line. */
class HostileTokensTest extends WireTest {

  private static final String HS = "{\"alg\":\"HS256\"}";
  private static final KeyPair RSA = MadeTokens.rsa(2048);
  private static final KeyPair OTHER_RSA = MadeTokens.rsa(2048);
  private static final KeyPair EC = MadeTokens.ec("secp256r1");
  private static final String PUBLIC = pem("PUBLIC KEY", RSA.getPublic());

  private static final String INVALID = "401 invalid_token";
  private static final String REQUEST = "400 invalid_request";
  private static final String SCOPE = "403 insufficient_scope";

  @TempDir Path folder;

  private static Arguments bearer(String why, String status, String token) {
    return Arguments.of(why, status, "Authorization: Bearer " + token + "\n", "");
  }

  private static Arguments invalid(String why, String token) {
    return bearer(why, INVALID, token);
  }

  private static String with(String headerMember) {
    return hs256("{\"alg\":\"HS256\"," + headerMember + "}", claims(""));
  }

  private static String claiming(String json) {
    return hs256(HS, json);
  }

  private static String until(String exp) {
    return claiming("{\"exp\":" + exp + "," + RIGHTS + "}");
  }

  private static String rights(String httpd) {
    return claiming("{\"exp\":" + (now() + 600) + "," + httpd + "}");
  }

  static Stream<Arguments> tokens() {
    var all = new ArrayList<Arguments>();
    all.addAll(unsigned());
    all.addAll(wronglySigned());
    all.addAll(malformed());
    all.addAll(headers());
    all.addAll(claimsAndTimes());
    all.addAll(withoutRights());
    all.addAll(sentWrongly());
    return all.stream();
  }

  private static List<Arguments> unsigned() {
    var all = new ArrayList<Arguments>();
    for (var none : List.of("none", "None", "NONE", "nOnE", "", " none")) {
      var header = part("{\"alg\":\"" + none + "\"}");
      all.add(invalid("alg " + none + ", no signature", header + "." + part(claims("")) + "."));
      all.add(
          invalid(
              "alg " + none + ", a right MAC", hs256("{\"alg\":\"" + none + "\"}", claims(""))));
    }
    var token = good();
    var unsigned = token.substring(0, token.lastIndexOf('.'));
    all.add(invalid("HS256 without a signature", unsigned + "."));
    all.add(invalid("two parts", unsigned));
    all.add(invalid("one part", part(claims(""))));
    return all;
  }

  private static List<Arguments> wronglySigned() {
    var rs = "{\"alg\":\"RS256\"}";
    var es = "{\"alg\":\"ES256\"}";
    var zeros = part(es) + "." + part(claims("")) + "." + encoded(new byte[64]);
    var token = good();
    return List.of(
        invalid("another secret", signed(HS, claims(""), "HmacSHA256", "another".getBytes(UTF_8))),
        invalid(
            "an RSA key of others",
            signed(rs, claims(""), "SHA256withRSA", OTHER_RSA.getPrivate())),
        invalid(
            "the public key as the secret",
            signed(HS, claims(""), "HmacSHA256", PUBLIC.getBytes(UTF_8))),
        invalid(
            "the stripped one",
            signed(HS, claims(""), "HmacSHA256", PUBLIC.strip().getBytes(UTF_8))),
        invalid("its DER", signed(HS, claims(""), "HmacSHA256", RSA.getPublic().getEncoded())),
        invalid("HS256 called RS256", signed(rs, claims(""), "HmacSHA256", SECRET)),
        invalid(
            "HS512 by a short secret",
            signed("{\"alg\":\"HS512\"}", claims(""), "HmacSHA512", SECRET)),
        invalid(
            "RS256 called PS256",
            signed("{\"alg\":\"PS256\"}", claims(""), "SHA256withRSA", RSA.getPrivate())),
        invalid(
            "an EC key of others",
            signed(
                es,
                claims(""),
                "SHA256withECDSAinP1363Format",
                MadeTokens.ec("secp256r1").getPrivate())),
        invalid("ECDSA in DER", signed(es, claims(""), "SHA256withECDSA", EC.getPrivate())),
        invalid("ECDSA with r = s = 0", zeros),
        invalid("hs256 in small letters", hs256("{\"alg\":\"hs256\"}", claims(""))),
        invalid("the MAC cut short", token.substring(0, token.length() - 10)),
        invalid("the claims of another", exchanged(token, part(claims("\"a\":1,")))));
  }

  private static String exchanged(String token, String claims) {
    return token.substring(0, token.indexOf('.') + 1)
        + claims
        + token.substring(token.lastIndexOf('.'));
  }

  private static List<Arguments> malformed() {
    var token = good();
    var nested = "{\"a\":".repeat(200) + "1" + "}".repeat(200);
    return List.of(
        invalid("padded", token + "=="),
        invalid("a blank within", token.replaceFirst("\\.", ". ")),
        invalid("a fourth part", token + ".x"),
        invalid("encrypted", token + ".x.y"),
        invalid("empty", ""),
        invalid("dots", ".."),
        invalid("plain base64", token.replaceFirst("e", "+/")),
        invalid("not canonical", hs256(HS, claims("")).replaceFirst("\\.", "A.")),
        invalid("unicode", "é" + token),
        invalid("a NUL", token.replaceFirst("\\.", "%00.")),
        invalid("huge", hs256(HS, claims("\"pad\":\"" + "x".repeat(6200) + "\","))),
        invalid("deep JSON", hs256(HS, nested)),
        invalid("no JSON", hs256(HS, "exp=1")),
        invalid("a list", hs256(HS, "[]")),
        invalid("null", hs256(HS, "null")),
        invalid("text after the claims", hs256(HS, claims("") + "{}")),
        invalid("a nested token", hs256("{\"alg\":\"HS256\",\"cty\":\"JWT\"}", token)),
        invalid("a token of a user file", "tick-tock"));
  }

  private static List<Arguments> headers() {
    var jwk = "\"jwk\":{\"kty\":\"oct\",\"k\":\"" + encoded(new byte[32]) + "\"}";
    var own = signed("{\"alg\":\"HS256\"," + jwk + "}", claims(""), "HmacSHA256", new byte[32]);
    return List.of(
        invalid("brings its own key", own),
        invalid("jwk beside a right MAC", with(jwk)),
        invalid("jku", with("\"jku\":\"https://evil.example/jwks\"")),
        invalid("x5u", with("\"x5u\":\"https://evil.example/cert\"")),
        invalid("x5c", with("\"x5c\":[\"AAAA\"]")),
        invalid("crit", with("\"crit\":[\"exp\"]")),
        invalid("empty crit", with("\"crit\":[]")),
        invalid("b64", with("\"b64\":false,\"crit\":[\"b64\"]")),
        invalid("zip", with("\"zip\":\"DEF\"")),
        invalid("enc", with("\"enc\":\"A128GCM\"")),
        invalid("another typ", with("\"typ\":\"dpop+jwt\"")),
        invalid("typ is a number", with("\"typ\":1")),
        invalid("kid is a list", with("\"kid\":[\"a\"]")),
        invalid("kid twice", with("\"kid\":\"a\",\"kid\":\"b\"")),
        invalid("alg twice", hs256("{\"alg\":\"none\",\"alg\":\"HS256\"}", claims(""))),
        invalid("alg is a list", hs256("{\"alg\":[\"HS256\"]}", claims(""))),
        invalid("no alg", hs256("{}", claims(""))));
  }

  private static List<Arguments> claimsAndTimes() {
    return List.of(
        invalid("no exp", claiming("{" + RIGHTS + "}")),
        invalid("expired", until(String.valueOf(now() - 61))),
        invalid("exp is text", until("\"" + (now() + 600) + "\"")),
        invalid("exp is null", until("null")),
        invalid("exp is endless", until("1e400")),
        invalid("exp is too far", until("999999999999")),
        invalid("exp is negative", until("-1")),
        invalid("exp twice", claiming(claims("\"exp\":9999999999,"))),
        invalid("not yet", claiming(claims("\"nbf\":" + (now() + 120) + ","))),
        invalid("nbf is text", claiming(claims("\"nbf\":\"0\","))),
        invalid("made in the future", claiming(claims("\"iat\":" + (now() + 120) + ","))),
        invalid("another audience", claiming(claims("\"aud\":\"bank\","))),
        invalid("an audience is a number", claiming(claims("\"aud\":[1],"))),
        invalid(
            "sub is a number",
            claiming("{\"sub\":7,\"exp\":" + (now() + 600) + "," + RIGHTS + "}")),
        invalid(
            "sub with a line end",
            claiming("{\"sub\":\"a\\nb\",\"exp\":" + (now() + 600) + "," + RIGHTS + "}")),
        invalid("rights are a text", rights("\"httpd\":\"*\"")),
        invalid("publish is a text", rights("\"httpd\":{\"publish\":\"**\"}")),
        invalid("publish has numbers", rights("\"httpd\":{\"publish\":[1]}")),
        invalid("an unknown right", rights("\"httpd\":{\"admin\":[\"**\"]}")),
        invalid(
            "rights twice",
            rights("\"httpd\":{\"publish\":[\"a\"]},\"httpd\":{\"publish\":[\"**\"]}")),
        invalid("mercure is a list", rights("\"mercure\":[\"*\"]")));
  }

  private static List<Arguments> withoutRights() {
    var all = new ArrayList<Arguments>();
    for (var rights :
        List.of(
            "\"x\":1",
            "\"httpd\":{}",
            "\"httpd\":{\"publish\":[],\"subscribe\":[]}",
            "\"httpd\":{\"publish\":[\"general\"],\"subscribe\":[\"general\"]}",
            "\"httpd\":{\"publish\":[\"chat\"],\"subscribe\":[\"chat\"]}",
            "\"httpd\":{\"publish\":[\"*\"],\"subscribe\":[\"*\"]}",
            "\"httpd\":{\"publish\":[\"chat/\"],\"subscribe\":[\"chat/\"]}",
            "\"httpd\":{\"publish\":[\"Chat/*\"],\"subscribe\":[\"Chat/*\"]}",
            "\"httpd\":{\"publish\":[\".*\"],\"subscribe\":[\".*\"]}",
            "\"mercure\":{\"publish\":[\"chat/*\"],\"subscribe\":[\"chat/*\"]}",
            "\"mercure\":{\"publish\":[\"{t}\"],\"subscribe\":[\"{+t}\"]}")) {
      all.add(bearer("without the right: " + rights, SCOPE, rights(rights)));
    }
    return all;
  }

  private static List<Arguments> sentWrongly() {
    var token = good();
    var other = claiming(claims("\"jti\":\"2\","));
    var field = "Authorization: Bearer " + token + "\n";
    return List.of(
        Arguments.of("two fields", REQUEST, field + field, ""),
        Arguments.of("a field and another in the query", REQUEST, field, "authorization=" + other),
        Arguments.of(
            "two in the query", REQUEST, "", "authorization=" + token + "&authorization=" + other),
        Arguments.of(
            "two cookies",
            REQUEST,
            "Cookie: httpd_token=" + token + "; httpd_token=" + other + "\n",
            ""),
        Arguments.of(
            "a cookie and another field",
            REQUEST,
            field + "Cookie: httpd_token=" + other + "\n",
            ""),
        Arguments.of("a wrong one in the query", INVALID, "", "authorization=" + token + "x"),
        Arguments.of("a wrong cookie", INVALID, "Cookie: httpd_token=" + token + "x\n", ""));
  }

  private void serveHub() throws Exception {
    var secret = MadeTokens.write(folder.resolve("secret"), SECRET);
    var rsa = MadeTokens.write(folder.resolve("rsa.pem"), PUBLIC);
    var ec = MadeTokens.write(folder.resolve("ec.pem"), pem("PUBLIC KEY", EC.getPublic()));
    var hub = new HubHandler("hub:", 10, Presentation.DEFAULT);
    var keys = TokenKeys.read(List.of(secret, rsa, ec));
    var handler = TokenHandler.of(keys, ExpectedClaims.NONE, hub);
    serve(Router.of(Route.of(Set.of(), "/{a}/{b}", handler)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("tokens")
  @DisplayName(
      "JT-6, JT-20.1, JT-22, JT-23, JT-24, JT-26, JT-28, JT-41, JT-42 a hostile token opens"
          + " nothing")
  void opensNothing(String why, String status, String fields, String query) throws Exception {
    serveHub();
    var target = "/chat/a?" + query;
    for (var method : List.of("GET", "POST")) {
      var body = method.equals("POST") ? "Content-Length: 5\n\nforge" : "\n";
      var sent =
          method
              + " "
              + target
              + " HTTP/1.0\nHost: test\nAccept: text/event-stream\n"
              + fields
              + body;
      var answer = connect().sendRaw(sent.replace("\n", "\r\n").getBytes(UTF_8)).readAll();
      var code = status.substring(4);
      assertTrue(answer.startsWith("HTTP/1.1 " + status.substring(0, 3) + " "), why + answer);
      assertTrue(
          answer.contains("WWW-Authenticate: Bearer realm=\"httpd\", error=\"" + code + "\"\n"),
          answer);
      assertTrue(answer.contains("Cache-Control: no-store\n"), answer);
      assertFalse(answer.contains("exp") || answer.contains("signature"), answer);
    }
    assertEquals(2, log.records().size(), log.text());
    assertFalse(log.text().contains("eyJ"), log.text());
    var kept = connect().sendRaw(read().getBytes(US_ASCII)).readUntil("\n\n");
    assertTrue(kept.startsWith("HTTP/1.1 200 ") && kept.contains("Httpd-Position: "), kept);
    assertTrue(kept.contains("-0\n"), kept); // Nothing was published.
  }

  private static String read() {
    return "GET /chat/a HTTP/1.0\r\nHost: test\r\nAuthorization: Bearer " + good() + "\r\n\r\n";
  }

  @Test
  @DisplayName("JT-21 a request without a token is a 401, and is in the access log alone")
  void missing() throws Exception {
    serveHub();
    for (var fields : List.of("", "Authorization: Basic YTpi\n", "Cookie: other=1\n")) {
      var answer = connect().send("GET /chat/a HTTP/1.0\n" + fields + "\n").readAll();
      assertTrue(answer.startsWith("HTTP/1.1 401 "), answer);
      assertTrue(answer.contains("WWW-Authenticate: Bearer realm=\"httpd\"\n"), answer);
    }
    assertEquals(List.of(), log.records());
  }
}
