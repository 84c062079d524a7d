package httpd.coding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gzip                                | gzip
          GZIP                                | gzip
          x-gzip                              | gzip
          deflate                             | deflate
          gzip, deflate, br, zstd             | gzip
          deflate, gzip                       | gzip
          deflate, gzip;q=0.9                 | deflate
          gzip;q=0, deflate                   | deflate
          gzip;q=0                            | -
          *                                   | gzip
          *;q=0.1                             | gzip
          *, gzip;q=0                         | deflate
          *;q=0                               | -
          *;q=0, gzip                         | gzip
          *;q=0, gzip;q=0.001                 | gzip
          br                                  | -
          br, gzip;q=0.1                      | gzip
          identity                            | -
          identity, gzip                      | gzip
          identity;q=1, gzip;q=0.5            | -
          identity;q=0.5, gzip;q=0.5          | gzip
          identity;q=0, br                    | -
          identity;q=0, gzip;q=0.1            | gzip
          gzip;q=1.5                          | -
          gzip;q=x, deflate                   | deflate
          gzip; q=0                           | -
          ''                                  | -
          """)
  @DisplayName("Z-1 Z-2 Z-2.1 the coding that the weights of Accept-Encoding say")
  void negotiated(String field, String coding) {
    var chosen = Coding.preferred(List.of(field));
    assertEquals(coding, chosen == null ? "-" : chosen.token());
  }

  @Test
  @DisplayName("Z-2.1 none without the field")
  void absent() {
    assertNull(Coding.preferred(List.of()));
  }
}
