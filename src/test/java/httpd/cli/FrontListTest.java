package httpd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.auth.HashLine;
import httpd.cli.error.ExitCode;
import httpd.testing.Json;
import httpd.testing.RawClient;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "The list of routes". */
class FrontListTest extends ServingTest {

  private static final String PAGE = "Accept: text/html,application/xhtml+xml,*/*;q=0.8\n";

  private static final String PASSWORD = "correct horse battery";

  /** The head and the body of an answer. */
  private String ask(String method, String path, String fields) throws Exception {
    try (var client = new RawClient(address())) {
      client.send(method + " " + path + " HTTP/1.0\nHost: localhost\n" + fields + "\n");
      return client.readAll().replace("␊", "\n");
    }
  }

  private String get(String fields) throws Exception {
    return ask("GET", "/", fields);
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\n\n") + 2);
  }

  private void assertListed(boolean listed, String fields) throws Exception {
    assertEquals(listed ? "200" : "404", get(fields).substring(9, 12), fields);
  }

  @Test
  @DisplayName("FP-1, FP-1.1, FP-1.2, FP-1.4, FP-1.5 the list as text, as JSON and as a page")
  void forms() throws Exception {
    serve(
        false,
        () -> {
          assertEquals(
              inFolder(
                  """
                  GET,HEAD       /log          lines added to ~/app.log
                  POST           /in           handler ~/Hello.java
                  GET,HEAD,POST  /echo/{name}  what echo "<x>" prints
                  *              /up/          another server: http://127.0.0.1:1/
                  """),
              body(get("")));
          var json = body(get("Accept: application/json\n"));
          assertEquals("/log", Json.at(Json.parse(json), "routes", 0, "path"));
          assertEquals("GET,HEAD,POST", Json.at(Json.parse(json), "routes", 2, "methods"));
          assertEquals("http", Json.at(Json.parse(json), "routes", 3, "kind"));
          assertTrue(body(ask("HEAD", "/", "")).isEmpty());
          assertTrue(ask("POST", "/", "").contains("Allow: GET, HEAD\n"));
          assertTrue(ask("GET", "/favicon.ico", "").startsWith("HTTP/1.1 404"));
        },
        "/log=tail:~/app.log",
        "POST:/in=~/Hello.java",
        "/echo/{name}=exec:echo \"<x>\"",
        "/up/=http://127.0.0.1:1/");
  }

  @Test
  @DisplayName("FP-1.3 the page links what takes GET and has no name in its path, all text escaped")
  void page() throws Exception {
    serve(
        false,
        () -> {
          var page = get(PAGE);
          assertTrue(page.contains("Content-Security-Policy: default-src 'none'"), page);
          assertTrue(page.contains("<a href=\"/log\">/log</a>"), page);
          assertFalse(page.contains("href=\"/in"), page);
          assertFalse(page.contains("href=\"/echo"), page);
          assertTrue(page.contains("what echo &quot;&lt;x&gt;&quot; prints"), page);
          assertFalse(page.contains("${"), page);
        },
        "/log=tail:~/app.log",
        "POST:/in=~/Hello.java",
        "/echo/{name}=exec:echo \"<x>\"");
  }

  @Test
  @DisplayName("FP-1 a route that takes / is not hidden by the list")
  void taken() throws Exception {
    serve(false, () -> assertEquals("mine", body(get(PAGE))), "/=text:mine", "/log=tail:~/app.log");
    serve(false, () -> assertEquals("x", body(get(PAGE))), "GET:/=text:x");
  }

  @Test
  @DisplayName("FP-2, FP-2.1 --no-index turns the list off, and does not go with --index")
  void off() throws Exception {
    serve(true, () -> assertListed(false, PAGE), "--no-index", "/log=tail:~/app.log");
    assertFalse(err().contains("--index"), err());
    assertEquals(ExitCode.WRONG_ARGUMENTS, run("--index", "--no-index", "/a=text:x"));
    assertTrue(err().contains("leave one of the two out"), err());
  }

  @Test
  @DisplayName("FP-3, FP-3.2 where others may ask there is no list without --index, and it is said")
  void others() throws Exception {
    serve(true, () -> assertListed(false, PAGE), "--bind", "0.0.0.0", "/x=text:x");
    assertTrue(err().contains("; --index lists them"), err());
    serve(false, () -> assertListed(false, PAGE), "--host", "app.example", "/x=text:x");
    serve(false, () -> assertListed(false, PAGE), "--trust-proxy", "127.0.0.1", "/x=text:x");
    serve(
        false,
        () -> assertTrue(body(get("")).contains("what printf prints"), get("")),
        "--bind",
        "0.0.0.0",
        "--index",
        "/x=exec:printf secret");
  }

  @Test
  @DisplayName("FP-3.1 what a proxy passes on is not of this machine, unless --index says so")
  void throughProxy() throws Exception {
    serve(
        false,
        () -> {
          assertListed(true, "");
          assertListed(false, "X-Forwarded-For: 192.0.2.1\n");
          assertListed(false, "Via: 1.1 proxy\n");
          assertListed(false, "X-Real-IP: 192.0.2.1\n");
        },
        "/x=text:x");
    serve(false, () -> assertListed(true, "Via: 1.1 proxy\n"), "--index", "/x=text:x");
  }

  @Test
  @DisplayName("FP-4.2, FP-4.3 routes for users, and the admin place, are listed only for those")
  void users() throws Exception {
    for (var name : List.of("ada", "bob")) {
      var file = folder.resolve(name);
      Files.writeString(file, HashLine.ofPassword(name, PASSWORD.getBytes(UTF_8)) + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    serve(
        false,
        () -> {
          var seen = get("");
          assertTrue(seen.contains("/open"), seen);
          assertFalse(seen.contains("/hers"), seen);
          assertTrue(seen.contains("2 more routes are for other users."), seen);
        },
        "--auth",
        "/hers=~/ada",
        "--auth",
        "/his=~/bob",
        "/open=text:x",
        "/hers=text:x",
        "/his=text:x");
    serve(
        false,
        () -> {
          assertTrue(get("").startsWith("HTTP/1.1 401"));
          var password = ("ada:" + PASSWORD).getBytes(UTF_8);
          var credentials = Base64.getEncoder().encodeToString(password);
          var seen = get(PAGE + "Authorization: Basic " + credentials + "\n");
          assertTrue(seen.contains("/hers"), seen);
          assertFalse(seen.contains("/his"), seen);
          assertTrue(seen.contains("<a href=\"/-/\">"), seen);
        },
        "--admin",
        "/-/",
        "--auth",
        "~/ada",
        "--auth",
        "/his=~/bob",
        "/hers=text:x",
        "/his=text:x");
  }
}
