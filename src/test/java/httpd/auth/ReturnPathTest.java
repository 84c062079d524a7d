package httpd.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.Request;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Identity": where a login leads. */
class ReturnPathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example/",
        "\t//evil.example/",
        " /x",
        "/x\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "evil.example",
        "/ü",
        "/-/logout",
        "/-/login?to=/x",
      })
  @DisplayName("I-53 what could lead elsewhere leads to the root")
  void elsewhere(String to) {
    assertEquals("/", ReturnPath.of(to).text());
  }

  @Test
  @DisplayName("I-53 a path of this server stays, with its query")
  void here() {
    assertEquals("/", ReturnPath.of((String) null).text());
    for (var to : new String[] {"/", "/a/b?c=//d", "/a//b", "/%2F/x?y=https://evil.example/"}) {
      assertEquals(to, ReturnPath.of(to).text());
      assertEquals(to, ReturnPath.of(Request.get(to)).text());
    }
    assertEquals("/a/b", ReturnPath.of("/a/b?c").path());
  }
}
