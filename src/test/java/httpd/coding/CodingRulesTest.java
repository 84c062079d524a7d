package httpd.coding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import httpd.Body;
import httpd.Headers;
import httpd.Request;
import httpd.Response;
import httpd.line.ListSource;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodingRulesTest {

  private final CodingRules rules = new CodingRules(true);
  private final Request request = Request.get("/").withHeader("Accept-Encoding", "gzip");
  private final Response text = Response.text("x".repeat(2000));

  private Coding coding(Request request, Response response) {
    return rules.decide(request, false, response).coding();
  }

  private Headers fields(Request request, Response response) {
    return sent(rules.decide(request, false, response));
  }

  private static Headers sent(CodedResponse decided) {
    var headers = decided.response().headers();
    return decided.lacksVary() ? headers.plus("Vary", "Accept-Encoding") : headers;
  }

  private static Response passed(Headers headers, long length) {
    var known = length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    return new Response(
        200,
        headers,
        new Body.PassThrough(
            new ListSource(List.of()), known, () -> Headers.EMPTY, true, length < 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html; charset=utf-8",
        "TEXT/CSV",
        "text/event-stream",
        "application/json",
        "application/ld+json",
        "application/xml",
        "image/svg+xml",
        "text/javascript",
        "application/wasm",
        "application/x-ndjson"
      })
  @DisplayName("Z-3 text of many types is compressed, and Z-20 varies")
  void textual(String type) {
    assertEquals(Coding.GZIP, coding(request, text.withType(type)));
    assertEquals("Accept-Encoding", fields(Request.get("/"), text.withType(type)).get("Vary"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image/png",
        "video/mp4",
        "application/zip",
        "application/octet-stream",
        "font/woff2",
        "",
        "application/gzip"
      })
  @DisplayName("Z-3 other types are not, and do not vary")
  void otherTypes(String type) {
    assertUnchanged(text.withType(type));
  }

  @Test
  @DisplayName("Z-3 without a type, what the server makes is text, and what is passed is not")
  void withoutType() {
    assertEquals(Coding.GZIP, coding(request, text));
    assertUnchanged(passed(Headers.EMPTY, -1));
  }

  @Test
  @DisplayName("Z-4 short bodies of known length are not")
  void shortBodies() {
    assertUnchanged(Response.text("x".repeat(1023)));
    assertUnchanged(Response.text("é".repeat(511)));
    assertEquals(Coding.GZIP, coding(request, Response.text("é".repeat(512))));
    assertUnchanged(Response.chunks(List.of("x".repeat(500), "x".repeat(500))));
    assertEquals(
        Coding.GZIP, coding(request, Response.chunks(List.of("x".repeat(500), "x".repeat(600)))));
    assertUnchanged(passed(Headers.of("Content-Type", "text/plain"), 1023));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Encoding: br",
        "Content-Encoding: identity",
        "Content-Digest: sha-256=:AA==:",
        "Repr-Digest: sha-256=:AA==:",
        "Digest: sha-256=AA==",
        "Content-MD5: AA==",
        "Content-Range: bytes 0-1999/3000"
      })
  @DisplayName("Z-5 what has a coding or a digest already is not")
  void encodedAlready(String field) {
    var parts = field.split(": ");
    assertUnchanged(text.withHeader(parts[0], parts[1]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-transform", "no-cache, No-Transform"})
  @DisplayName("Z-5.1 what is not to be transformed is not")
  void noTransform(String value) {
    assertUnchanged(text.withHeader("Cache-Control", value));
  }

  @Test
  @DisplayName("Z-6 no parts, and no answers to Range and to HTTP/1.0")
  void ranges() {
    assertUnchanged(text.withStatus(206));
    assertNull(coding(request.withHeader("Range", "bytes=0-1"), text));
    var old = rules.decide(request, true, text);
    assertNull(old.coding());
    assertEquals("Accept-Encoding", sent(old).get("Vary"));
  }

  @Test
  @DisplayName("Z-7 no answers with credentials to a page of another site")
  void otherSites() {
    for (var site : List.of("cross-site", "same-site")) {
      var foreign = request.withHeader("Sec-Fetch-Site", site);
      assertEquals(Coding.GZIP, coding(foreign, text));
      assertNull(coding(foreign.withHeader("Cookie", "a=b"), text));
      assertNull(coding(foreign.withHeader("Authorization", "Basic YTpi"), text));
    }
    for (var site : List.of("same-origin", "none")) {
      var own = request.withHeader("Sec-Fetch-Site", site).withHeader("Cookie", "a=b");
      assertEquals(Coding.GZIP, coding(own, text));
    }
    assertEquals(Coding.GZIP, coding(request.withHeader("Cookie", "a=b"), text));
  }

  @Test
  @DisplayName("Z-8 off: the response that was given")
  void off() {
    var decided = new CodingRules(false).decide(request, false, text);
    assertNull(decided.coding());
    assertSame(text, decided.response());
  }

  @Test
  @DisplayName("Z-20 Vary is not said twice")
  void vary() {
    assertEquals(
        List.of("accept-encoding"),
        fields(request, text.withHeader("Vary", "accept-encoding")).all("Vary"));
    assertEquals(List.of("*"), fields(request, text.withHeader("Vary", "*")).all("Vary"));
    assertEquals(
        List.of("Origin", "Accept-Encoding"),
        fields(request, text.withHeader("Vary", "Origin")).all("Vary"));
  }

  @Test
  @DisplayName("Z-21 Z-22 the fields of a compressed response")
  void compressedFields() {
    var given = text.withHeader("ETag", "\"1\"").withHeader("Accept-Ranges", "bytes");
    var fields = fields(request, given);
    assertEquals("gzip", fields.get("Content-Encoding"));
    assertEquals("W/\"1\"", fields.get("ETag"));
    assertFalse(fields.has("Accept-Ranges"));
    assertEquals("\"1\"", fields(Request.get("/"), given).get("ETag"));
    assertEquals("W/\"1\"", fields(request, text.withHeader("ETag", "W/\"1\"")).get("ETag"));
  }

  @Test
  @DisplayName("Z-22.1 a 304 has the tag that the client named")
  void notModified() {
    var given = Response.status(304).withHeader("ETag", "\"1\"");
    assertEquals("W/\"1\"", tagFor("W/\"1\"", given));
    assertEquals("W/\"1\"", tagFor("\"0\", W/\"1\"", given));
    assertEquals("\"1\"", tagFor("\"1\"", given));
    assertEquals("\"1\"", tagFor("\"1\", W/\"1\"", given));
    assertEquals("\"1\"", tagFor("*", given));
    assertEquals("Accept-Encoding", fields(request, given).get("Vary"));
  }

  private String tagFor(String known, Response given) {
    return fields(request.withHeader("If-None-Match", known), given).get("ETag");
  }

  private void assertUnchanged(Response response) {
    var decided = rules.decide(request, false, response);
    assertNull(decided.coding());
    assertSame(response, decided.response());
  }
}
