package httpd.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import httpd.Body;
import httpd.HttpException;
import httpd.Request;
import httpd.script.HandlerFile;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Handlers of the examples whose requests lack a query parameter. */
class MissingParametersTest {

  @Test
  @DisplayName("E-10 a price without a name is a 400 and is not published")
  void prices() throws Exception {
    var handler = HandlerFile.load(Path.of("examples/prices/Prices.java"));
    var missing =
        assertThrows(
            HttpException.class, () -> handler.handle(Request.of("POST", "/prices", "3.50")));
    assertEquals(400, missing.status());
    var given = handler.handle(Request.of("POST", "/prices?of=tea", "3.50"));
    assertEquals(Body.Text.class, given.body().getClass());
  }
}
