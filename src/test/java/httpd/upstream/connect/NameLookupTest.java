package httpd.upstream.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link NameLookup}: the order of addresses. */
class NameLookupTest {

  @ParameterizedTest(name = "U-70 {0} are tried as {1}")
  @CsvSource({
    "10.0.0.1 10.0.0.2 ::1 ::2 ::3, 10.0.0.1 ::1 10.0.0.2 ::2 ::3",
    "::1 ::2 10.0.0.1,              ::1 10.0.0.1 ::2",
    "::1 ::2,                       ::1 ::2",
    "'',                            ''",
  })
  void interleaved(String found, String order) {
    assertEquals(addresses(order), NameLookup.interleaved(addresses(found)));
  }

  private static List<InetAddress> addresses(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(" ")).map(InetAddress::ofLiteral).toList();
  }
}
