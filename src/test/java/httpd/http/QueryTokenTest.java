package httpd.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTokenTest {

  @ParameterizedTest
  @CsvSource({
    "/x, /x",
    "/x?, /x?",
    "/authorization=1, /authorization=1",
    "/x?authorization=abc, /x?authorization=...",
    "/x?authorization=, /x?authorization=...",
    "/x?authorization, /x?authorization",
    "/x?a=1&authorization=abc&b=2&, /x?a=1&authorization=...&b=2&",
    "/x?authorization=a&authorization=b, /x?authorization=...&authorization=...",
    "/x?authorization=a=b?c, /x?authorization=...",
    "/x?%61uthorization=abc, /x?%61uthorization=...",
    "/x?authorizatio%6E=abc, /x?authorizatio%6E=...",
    "/x?a=%zz&%61uthorization%=abc, /x?a=%zz&%61uthorization%=abc",
    "/x?Authorization=abc, /x?Authorization=abc",
    "/x?xauthorization=abc, /x?xauthorization=abc",
    "https://a.example/?authorization=abc#f, https://a.example/?authorization=...",
  })
  @DisplayName("JT-52 tokens of a query are replaced by dots, however their name is escaped")
  void masked(String sent, String logged) {
    assertEquals(logged, QueryToken.masked(sent));
  }
}
