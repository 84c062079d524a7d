package httpd.opener;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.SourceOpener;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class DefaultOpenerTest {

  @Test
  void installed() {
    var providers =
        ServiceLoader.load(SourceOpener.class).stream().map(ServiceLoader.Provider::type).toList();
    assertEquals(List.of(DefaultOpener.class), providers);
  }
}
