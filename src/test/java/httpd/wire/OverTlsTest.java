package httpd.wire;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * Rules of the server, held once more by the same tests over TLS. {@code -Dhttpd.test.tls=true} has
 * all tests of this package speak TLS.
 */
@DisplayName("Y-67 over TLS")
class OverTlsTest {

  @Nested
  class Disconnect extends DisconnectTest {
    @Override
    protected boolean isSecure() {
      return true;
    }
  }

  @Nested
  class Stop extends StopTest {
    @Override
    protected boolean isSecure() {
      return true;
    }
  }

  @Nested
  class Seen extends OpenExchangesTest {
    @Override
    protected boolean isSecure() {
      return true;
    }
  }
}
