package httpd.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.HttpException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {

  @ParameterizedTest(name = "R-1, R-2, R-3 {0} and {1}: {2}")
  @CsvSource({
    "/x,      /x,        yes",
    "/x,      /x/,       no",
    "/x,      /X,        no",
    "/x,      /xy,       no",
    "/x,      /x/y,      no",
    "/x,      /,         no",
    "/api/,   /api/,     yes",
    "/api/,   /api/x,    yes",
    "/api/,   /api/x/y/, yes",
    "/api/,   /api//x,   yes",
    "/api/,   /api,      no",
    "/api/,   /apis/,    no",
    "/,       /,         yes",
    "/,       /a/b,      yes",
    "/,       //,        yes",
    "/a/b,    /a//b,     no",
    "/u/{id}, /u/7,      yes",
    "/u/{id}, /u/,       no",
    "/u/{id}, /u/7/,     no",
    "/u/{id}, /u/7/8,    no",
    "/u/{id}/, /u/7/,    yes",
    "/u/{id}/, /u/7/8/9, yes",
    "/u/{id}/, /u/7,     no",
    "/u/{id}/, /u//8,    no",
  })
  void takes(String pattern, String path, String expected) {
    var match = PathPattern.of(pattern).match(PathPattern.segmentsOf(path));
    assertEquals(expected, match == null ? "no" : "yes");
  }

  @ParameterizedTest(name = "R-3, R-4 {0} finds {2} in {1}")
  @CsvSource({
    "/{a}/x/{b}, /1/x/2,      1,   2",
    "/{a}/{b},   /a%2Fb/c%20d, a/b, c d",
    "/{a}/{b},   /%C3%A9/%7B,  é,   {",
    "/{a}/{b}/,  /1/2/3/4,     1,   2",
  })
  void namesAreDecodedSegments(String pattern, String path, String a, String b) {
    assertEquals(
        Map.of("a", a, "b", b), PathPattern.of(pattern).match(PathPattern.segmentsOf(path)));
  }

  @ParameterizedTest(name = "R-4 {0} takes {1}")
  @CsvSource({"/café, /caf%C3%A9", "/caf%C3%A9, /caf%c3%a9", "/a%20b, /a%20b", "/ab, /%61b"})
  void literalsAreComparedDecoded(String pattern, String path) {
    assertEquals(Map.of(), PathPattern.of(pattern).match(PathPattern.segmentsOf(path)));
  }

  @Test
  @DisplayName("R-4 an encoded slash does not separate segments")
  void anEncodedSlashIsNoSeparator() {
    assertEquals(null, PathPattern.of("/a/b").match(PathPattern.segmentsOf("/a%2Fb")));
  }

  @ParameterizedTest(name = "R-5 {0} fails with {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "x         | must begin with /",
        "''        | must begin with /",
        "//        | // has no segment",
        "/a//b     | // has no segment",
        "/a b      | no path has blanks",
        "/a?b=c    | no path has blanks",
        "/a#b      | no path has blanks",
        "/{a       | the { in {a is not closed",
        "/a}       | mixes a name with text",
        "/{}       | needs a name",
        "/{a b}    | no path has blanks",
        "/{a.b}    | needs a name",
        "/{a}b     | mixes a name with text",
        "/b{a}     | mixes a name with text",
        "/{a}{b}   | mixes a name with text",
        "/{a}/{a}  | {a} is there twice",
        "/{a}/x/{a}/ | {a} is there twice",
        "/%zz      | broken percent escape",
      })
  void aMalformedPatternIsRefused(String pattern, String message) {
    var e = assertThrows(IllegalArgumentException.class, () -> PathPattern.of(pattern));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().contains("path " + pattern + ":"), e.getMessage());
  }

  @ParameterizedTest(name = "R-6 {0}")
  @CsvSource({"/%", "/a/%4", "/%zz/b", "/%ff"})
  void aBrokenEscapeInARequestIs400(String path) {
    var e = assertThrows(HttpException.class, () -> PathPattern.segmentsOf(path));
    assertEquals(400, e.status());
  }
}
