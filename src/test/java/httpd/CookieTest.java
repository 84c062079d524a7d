package httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CookieTest {

  @Test
  @DisplayName("Q-17 a cookie is for the whole host, hidden from scripts and from other sites")
  void standard() {
    assertEquals("id=a1; Path=/; HttpOnly; SameSite=Lax", Cookie.of("id", "a1").toString());
  }

  @Test
  @DisplayName("Q-17 attributes are replaced, added and left out")
  void attributes() {
    var cookie =
        Cookie.of("id", "")
            .withMaxAge(Duration.ofMinutes(2))
            .withPath("/app")
            .secure()
            .with("samesite", "Strict")
            .with("HttpOnly", null)
            .with("Domain", "example.org");
    assertEquals(
        "id=; Path=/app; Max-Age=120; Secure; samesite=Strict; Domain=example.org",
        cookie.toString().replace("Max-Age=120; Path=/app", "Path=/app; Max-Age=120"));
    assertEquals("id=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0", Cookie.expired("id").toString());
  }

  @Test
  @DisplayName("Q-17 a response sets each cookie in a field of its own")
  void response() {
    var response =
        Response.text("").withCookie(Cookie.of("a", "1")).withCookie(Cookie.of("b", "2"));
    assertEquals(2, response.headers().all("Set-Cookie").size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\r\nSet-Cookie: b=1", "a\n", "\0", "a; Domain=x", "a,b", "a b", "\"", "\\", "é"})
  @DisplayName("Q-17 a value that could begin an attribute or a field is refused")
  void injectedValue(String value) {
    assertThrows(IllegalArgumentException.class, () -> Cookie.of("id", value));
    assertEquals(
        "id=" + PercentEncoding.encode(value) + "; Path=/; HttpOnly; SameSite=Lax",
        Cookie.of("id", PercentEncoding.encode(value)).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a\r\nX: y", "/; Domain=x", "/é"})
  @DisplayName("Q-17 an attribute that could begin another one is refused")
  void injectedAttribute(String path) {
    assertThrows(IllegalArgumentException.class, () -> Cookie.of("id", "1").withPath(path));
    assertThrows(IllegalArgumentException.class, () -> Cookie.of("id", "1").with(path, "x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a=b", "a;", "a\r\n"})
  @DisplayName("Q-17 a name that is not a token is refused")
  void injectedName(String name) {
    assertThrows(IllegalArgumentException.class, () -> Cookie.of(name, "1"));
  }
}
