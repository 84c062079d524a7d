package httpd.exec.cgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/spec/cgi.md: the head of what a program prints. */
class CgiHeadReaderTest {

  private static final int LONGEST = 1000;

  /** Characters that a table cannot show. */
  private static byte[] bytes(String text) {
    return text.replace("␊", "\n")
        .replace("␍", "\r")
        .replace("␀", "\0")
        .replace("␉", "\t")
        .replace("␛", "\u001b")
        .getBytes(ISO_8859_1);
  }

  private static CgiHead head(String text) throws CgiHeadException {
    var reader = new CgiHeadReader(LONGEST);
    for (byte next : bytes(text)) { // As slowly as it can come.
      assertEquals(1, reader.read(new byte[] {next}, 0, 1));
    }
    assertTrue(reader.isComplete());
    return reader.head();
  }

  @ParameterizedTest(name = "CG-2 CG-3 {0}")
  @CsvSource({
    "Content-Type: a/b␊␊,                              200",
    "Content-Type: a/b␍␊␍␊,                            200",
    "Status: 404 Not Found␊␊,                          404",
    "status:404␊␊,                                     404",
    "Status: 599␍␊X: y␊␊,                              599",
    "Location: http://e.org/␊␊,                        302",
    "Location: http://e.org/␊Status: 308␊␊,            308",
    "Location: other␊␊,                                302",
    "Location: //e.org/␊␊,                             302",
  })
  void statuses(String text, int status) throws Exception {
    var head = head(text);
    assertEquals(status, head.status());
    assertNull(head.localPath());
    assertFalse(head.headers().has("Status"));
  }

  @Test
  @DisplayName("CG-2 bytes after the empty line are not of the head")
  void bodyIsLeft() throws Exception {
    var bytes = bytes("A: b␊␊body␊␊");
    var reader = new CgiHeadReader(0);
    assertEquals(6, reader.read(bytes, 0, bytes.length));
    assertEquals(0, reader.read(bytes, 6, bytes.length - 6));
  }

  @Test
  @DisplayName("CG-4 fields are passed on in order, except those of the connection and the framing")
  void fields() throws Exception {
    var head =
        head(
            "Set-Cookie: a=1␊Connection: close␊Keep-Alive: 1␊Transfer-Encoding: chunked␊TE: x␊"
                + "Trailer: x␊Upgrade: x␊Set-Cookie:b=2␉␊X-É: ␊Content-Length: 12␊␊"
                    .replace("É", "E"));
    var shown = new StringBuilder();
    head.headers().forEach(f -> shown.append(f.name()).append('=').append(f.value()).append(' '));
    assertEquals("Set-Cookie=a=1 Set-Cookie=b=2 X-E= ", shown.toString());
    assertEquals(OptionalLong.of(12), head.length());
  }

  @ParameterizedTest(name = "CG-4.1 {0}")
  @CsvSource({
    "'Sat, 28 Nov 2026 19:42:29 +0000', 'Sat, 28 Nov 2026 19:42:29 GMT'",
    "'Sat, 28 Nov 2026 19:42:29 +0200', 'Sat, 28 Nov 2026 17:42:29 GMT'",
    "Sat Nov 28 19:42:29 2026,          'Sat, 28 Nov 2026 19:42:29 GMT'",
    "'Sat, 28 Nov 2026 19:42:29 GMT',   'Sat, 28 Nov 2026 19:42:29 GMT'",
    "yesterday,                         yesterday",
  })
  void dates(String printed, String sent) throws Exception {
    var head = head("Last-Modified: " + printed + "␊␊");
    assertEquals(sent, head.headers().get("Last-Modified"));
  }

  @ParameterizedTest(name = "CG-6 {0}")
  @ValueSource(strings = {"Location: /a?b␊␊", "Status: 200 OK␊Location: /a?b␊␊"})
  void localPath(String text) throws Exception {
    assertEquals("/a?b", head(text).localPath());
  }

  @ParameterizedTest(name = "CG-20 CG-20.1 CG-20.2 CG-20.3 {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "A: b␊hello␊ | line 2 of its head has no colon; a field is a name, a colon and a value:"
            + " \"hello\"",
        "HTTP/1.1 200 OK␊ | line 1 of its head is a status line; a CGI program prints Status: 200"
            + " instead: \"HTTP/1.1 200 OK\"",
        "A: b␊␉c␊ | line 2 of its head begins with a blank; a field is one line: \"\\x09c\"",
        "A b: c␊ | line 1 of its head has no valid name of a field before its colon: \"A b: c\"",
        ": c␊ | line 1 of its head has no valid name of a field before its colon: \": c\"",
        "A: b␀c␊ | line 1 of its head has a NUL character: \"A: b\\x00c\"",
        "A: b␍X: c␊ | line 1 of its head has a carriage return within it: \"A: b\\x0dX: c\"",
        "A: b␍␍␊ | line 1 of its head has a carriage return within it: \"A: b\\x0d\"",
        "A: b␛c␊ | line 1 of its head has a control character: \"A: b\\x1bc\"",
        "Status: 999␊ | Status in line 1 of its head is not a number from 200 to 599: \"999\"",
        "A: b␊Status: 101␊ | Status in line 2 of its head is not a number from 200 to 599: \"101\"",
        "Status: OK␊ | Status in line 1 of its head is not a number from 200 to 599: \"OK\"",
        "Status: 2000␊ | Status in line 1 of its head is not a number from 200 to 599: \"2000\"",
        "Status:␊ | Status in line 1 of its head is not a number from 200 to 599",
        "Content-Length: -1␊ | Content-Length in line 1 of its head is not a number of bytes:"
            + " \"-1\"",
        "Content-Length: 9999999999999999999␊ | Content-Length in line 1 of its head is not a"
            + " number of bytes: \"9999999999999999999\"",
        "Content-Type: ␊ | Content-Type in line 1 of its head is empty",
        "Location:␊ | Location in line 1 of its head is empty",
        "Status: 200␊A: b␊status: 200␊ | status is in line 1 and in line 3 of its head: \"status:"
            + " 200\"",
        "Content-Type: a/b␊Content-Type: c/d␊ | Content-Type is in line 1 and in line 2 of its"
            + " head: \"Content-Type: c/d\"",
        "␊ | its head has no field before the empty line",
        "␍␊ | its head has no field before the empty line",
      })
  void invalid(String text, String why) {
    var thrown = assertThrows(CgiHeadException.class, () -> head(text));
    assertEquals(why, thrown.forLog());
    assertEquals(why.replaceAll(": \".*", ""), thrown.getMessage(), "the client sees no output");
  }

  @Test
  @DisplayName("CG-21 a head that is too long is refused, within a line too")
  void tooLong() {
    var reader = new CgiHeadReader(LONGEST);
    var bytes = ("A: b\n" + "x".repeat(LONGEST)).getBytes(ISO_8859_1);
    var thrown = assertThrows(CgiHeadException.class, () -> reader.read(bytes, 0, bytes.length));
    assertEquals("its head has more than 1000 bytes, in line 2", thrown.forLog());
    assertTrue(reader.isTooLong());
  }

  @ParameterizedTest(name = "CG-22 {0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "A: b␊C␊ | line 2 of its head has no colon; a field is a name, a colon and a value: \"C\"",
        "A: b␊C | its output has ended in line 2 of its head, before an empty line: \"C\"",
        "A: b␊ | its output has ended in line 2 of its head, before an empty line",
        "'' | it has printed nothing, not even a head",
      })
  void endsEarly(String text, String why) {
    var reader = new CgiHeadReader(LONGEST);
    var bytes = bytes(text);
    try {
      reader.read(bytes, 0, bytes.length);
      assertEquals(why, reader.endedEarly().forLog());
    } catch (CgiHeadException refused) {
      assertEquals(why, refused.forLog());
    }
  }
}
