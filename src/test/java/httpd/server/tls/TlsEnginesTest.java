package httpd.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.netty.handler.ssl.OpenSsl;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TlsEnginesTest {

  private static TlsException refused(String provider) {
    return assertThrows(
        TlsException.class, () -> TlsEngines.of(provider, List.of(), List.of(), List.of()));
  }

  @Test
  @DisplayName("Y-13 an engine that nobody knows is an error")
  void unknown() {
    assertEquals(
        "httpd.tls.provider is jdk or openssl, was opensll", refused("opensll").getMessage());
  }

  @Test
  @DisplayName("Y-13 OpenSSL without its jars is an error")
  void absent() {
    assumeFalse(OpenSsl.isAvailable(), "its jars are on the class path");
    var refused = refused("openssl");
    assertTrue(refused.getMessage().contains("not there"), refused.getMessage());
    assertTrue(refused.hint().contains("netty-tcnative"), refused.hint());
  }
}
