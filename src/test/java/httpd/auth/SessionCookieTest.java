package httpd.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Identity": sessions of browsers. */
class SessionCookieTest {

  @TempDir Path folder;

  private Instant now = Instant.parse("2026-03-04T05:06:07Z");
  private final SessionCookie cookie = new SessionCookie("0123abcd", () -> now);
  private UserFile file;

  @BeforeEach
  void makeFile() throws Exception {
    file = UserFile.read(write(UserLines.ADA, UserLines.BOB));
  }

  private Path write(String... lines) throws Exception {
    return UserLines.write(folder.resolve("users"), lines);
  }

  private String made(String user) {
    return cookie.make(user, file.users().password(user), false).toString();
  }

  private static String pair(String made) {
    return made.substring(0, made.indexOf(';'));
  }

  private String user(String pair) {
    return cookie.user(Request.get("/").withHeader("Cookie", pair), file.users());
  }

  @Test
  @DisplayName(
      "I-52 the cookie is HttpOnly, strict, for 7 days and the whole host, Secure over TLS")
  void attributes() {
    var made = made("ada");
    assertTrue(made.startsWith("httpd-session-0123abcd=YWRh."), made);
    assertTrue(made.endsWith("; Path=/; HttpOnly; Max-Age=604800; SameSite=Strict"), made);
    assertTrue(
        cookie.make("ada", file.users().password("ada"), true).toString().contains("Secure"));
    assertEquals("ada", user(pair(made)));
    assertEquals("ada", user("a=b; " + pair(made) + "; c=d"));
  }

  @Test
  @DisplayName(
      "I-56 it is good for another process; not after a change of the password or the user")
  void lines() throws Exception {
    var pair = pair(made("ada"));
    file = UserFile.read(folder.resolve("users"));
    assertEquals("ada", user(pair));
    write(UserLines.BOB.replace("bob:", "ada:"), UserLines.BOB);
    file.reload();
    assertNull(user(pair));
    write(UserLines.ADA, UserLines.BOB);
    file.reload();
    assertEquals("ada", user(pair));
    write(UserLines.BOB);
    file.reload();
    assertNull(user(pair));
  }

  @Test
  @DisplayName("I-57 an expired cookie is none")
  void expiry() {
    var pair = pair(made("ada"));
    now = now.plus(Duration.ofDays(7)).minusSeconds(1);
    assertEquals("ada", user(pair));
    now = now.plusSeconds(1);
    assertNull(user(pair));
  }

  @Test
  @DisplayName("I-57 a cookie that was changed in any byte, or put together of two, is none")
  void tampered() {
    var pair = pair(made("ada"));
    int start = pair.indexOf('=') + 1;
    for (int i = start;
        i < pair.length() - 1;
        i++) { // The last digit has two bits that are unused.
      char other = pair.charAt(i) == 'A' ? 'B' : 'A';
      assertNull(user(pair.substring(0, i) + other + pair.substring(i + 1)), () -> pair);
    }
    var bob = pair(made("bob"));
    assertNull(user(pair.substring(0, pair.indexOf('.')) + bob.substring(bob.indexOf('.'))));
    assertNull(user(pair.replaceFirst("\\.\\d+\\.", ".99999999999.")));
    for (var value : new String[] {"", ".", "..", "...", "YWRh.x.y", "x".repeat(5000)}) {
      assertNull(user("httpd-session-0123abcd=" + value));
    }
    assertNull(user(pair.replace("0123abcd", "0123abce")));
  }

  @Test
  @DisplayName("I-57.1 cookies of the same name, which another port may set, do not hide it")
  void several() {
    var pair = pair(made("ada"));
    var other = "httpd-session-0123abcd=YWRh.1.x; ";
    assertEquals("ada", user(other + pair));
    assertEquals("ada", user(other.repeat(7) + pair + "; " + other));
    assertNull(user(other.repeat(8) + pair));
  }

  @Test
  @DisplayName("I-38 handlers get the other cookies")
  void removed() {
    var request = Request.get("/").withHeader("Cookie", "a=b; httpd-session-0123abcd=x; c=\"d\"");
    assertEquals("a=b; c=\"d\"", SessionCookie.removed(request).header("Cookie"));
    var only = Request.get("/").withHeader("Cookie", "httpd-session-1=x");
    assertFalse(SessionCookie.removed(only).headers().has("Cookie"));
    var none = Request.get("/").withHeader("Cookie", "a=b");
    assertSame(none, SessionCookie.removed(none));
  }
}
