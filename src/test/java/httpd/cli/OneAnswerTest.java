package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.ExitCode;
import httpd.cli.process.StopControl;
import httpd.testing.Eventually;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One request that is answered to standard output. */
class OneAnswerTest extends CommandTest {

  private static final StopControl NEVER = new CountDownLatch(1)::await;

  private String printed(String... arguments) {
    assertEquals(ExitCode.STOPPED, run(NEVER, false, arguments), err());
    return out();
  }

  @Test
  @DisplayName("HC-1, HC-10 -c answers --get at every path, and nothing listens")
  void codeAnswers() {
    assertEquals(
        "hello Ada",
        printed(
            "-c",
            "request -> \"hello \" + request.query(\"name\")",
            "--get",
            "/any/path?name=Ada"));
    assertEquals("", err());
  }

  @ParameterizedTest(name = "HC-1.1 {0}")
  @CsvSource({"/b, b", "/c/d, c", "GET:/x, x"})
  void codeHasPathsAndStandsBesideRoutes(String path, String answer) {
    assertEquals(
        answer,
        printed(
            "-c",
            "/b=\"b\"",
            "-c",
            "/c/=\"c\"",
            "--code",
            "GET:/x=\"x\"",
            "/a=text:a",
            "--get",
            path));
  }

  @Test
  @DisplayName("HC-1 a comment at the head of code is no path")
  void aCommentIsNoPath() {
    assertEquals("a=b", printed("-c", "/* x=1 */ \"a=b\"", "--get", "/"));
  }

  @Test
  @DisplayName("HC-6 --watch has nothing to watch in code")
  void watchIsRefused() {
    assertEquals(ExitCode.WRONG_ARGUMENTS, run("-w", "-c", "\"x\""));
    assertEquals(
        """
        httpd: --watch: the code of -c is in no file that could change
          hint: put it into a file: httpd -w Handler.java; or leave --watch out
        """,
        err());
  }

  @Test
  @DisplayName("HC-10.1 users are not asked for")
  void usersAreNotAskedFor() throws Exception {
    var users = folder.resolve("users");
    Files.writeString(users, "");
    assertEquals("x", printed("--auth", users.toString(), "text:x", "--get", "/"));
  }

  @Test
  @DisplayName("HC-10.2 what cannot stand in a path is percent-encoded")
  void pathsAreEncoded() {
    assertEquals(
        "Ada L\u00f6v /a%20%7B",
        printed(
            "-c", "request.query(\"n\") + \" \" + request.path()", "--get", "/a {?n=Ada L\u00f6v"));
  }

  @Test
  @DisplayName("HC-11, HC-11.2 --data posts a text, or a file as it is")
  void dataIsPosted() throws Exception {
    var body = folder.resolve("body");
    Files.writeString(body, "one\r\ntwo");
    var code = "request.method() + request.header(\"Content-Type\") + request.text()";
    var form = "POSTapplication/x-www-form-urlencoded";
    assertEquals(form + "a=b", printed("-c", code, "--get", "/", "--data", "a=b"));
    assertEquals(
        form + "a=b" + form + "one\r\ntwo",
        printed("-c", code, "--get", "/", "--data", "@" + body));
    var length = "\"\" + request.header(\"Content-Length\")";
    assertTrue(printed("-c", length, "--get", "/", "--data", "@/dev/null").endsWith("twonull"));
  }

  @ParameterizedTest(name = "HC-11.1 {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "text:x --data y | --data: it is the body of the one request of --get | write --get /"
            + " --data TEXT",
        "text:x --get y | --get y: a path begins with / | write --get /y",
        "text:x --get / --data @~ | --data @~: the file cannot be read: it is a directory | --data"
            + " TEXT is the body itself, --data @FILE a file, @- standard input",
        "text:x --get get:/ | --get get:/: a path begins with / | another method stands before it,"
            + " in capitals: --get DELETE:/x",
        "text:x --get http://h/ | --get http://h/: a path begins with / | write the path alone, as"
            + " --get /; nothing is sent over a network",
        "text:x --get / --data @~/none | --data @~/none: the file cannot be read: ~/none | --data"
            + " TEXT is the body itself, --data @FILE a file, @- standard input",
        "-c /x= --get / | -c /x=: there is no code | write an expression, as -c '/hello=request ->"
            + " \"hello\"'",
        "-c x app.log | app.log and -c x: a WHAT without a path stands alone | give each a path, as"
            + " /a=app.log, or quote what belongs together",
      })
  void mistakesAreErrors(String arguments, String error, String hint) {
    assertEquals(
        ExitCode.WRONG_ARGUMENTS, run(inFolder(arguments).replace("app.log", "text:z").split(" ")));
    assertEquals(
        inFolder("httpd: " + error + "\n  hint: " + hint + "\n").replace("app.log", "text:z"),
        err());
  }

  @ParameterizedTest(name = "HC-13, HC-13.1 {0}")
  @CsvSource({
    "204, STOPPED, ''",
    "302, STOPPED, GET / answered 302 Found",
    "404, CLIENT_ERROR, GET / answered 404 Not Found",
    "503, SERVER_ERROR, GET / answered 503 Service Unavailable",
  })
  void theStatusIsTheExitCode(int status, ExitCode code, String told) {
    assertEquals(code, run(NEVER, false, "-c", "status(" + status + ")", "--get", "/"));
    assertEquals(told.isEmpty() ? "" : "httpd: " + told + "\n", err());
  }

  @Test
  @DisplayName("HC-13 a body that is cut is a failure, after what came of it")
  void aCutBodyFails() {
    var code = "Stream.of(\"1\", \"0\").map(n -> \"\" + 1 / Integer.parseInt(n))";
    assertEquals(ExitCode.FAILED, run(NEVER, false, "-c", code, "--get", "/"));
    assertEquals("1\n", out());
  }

  @Test
  @DisplayName("HC-12 lists, lines and files are printed whole")
  void allBodiesArePrinted() throws Exception {
    Files.writeString(folder.resolve("sub/a.txt"), "file\n");
    assertEquals(
        "a\nb\nfile\n",
        printed("-c", "Stream.of(\"a\", \"b\")", "--get", "/")
            + printed("/f/=dir:" + folder.resolve("sub"), "--get", "/f/a.txt").substring(4));
  }

  @Test
  @DisplayName("HC-15 on a terminal a line feed ends the body")
  void aLineFeedEndsItOnATerminal() {
    assertEquals(ExitCode.STOPPED, run(NEVER, true, "text:x", "--get", "/"));
    assertEquals("x\n", out());
  }

  @Test
  @DisplayName("HC-14 a request to stop ends the source, and is a failure")
  void aStopEndsTheSource() {
    var asked = new CountDownLatch(1);
    var code = "Stream.generate(() -> { Thread.onSpinWait(); return \"x\"; })";
    asked.countDown();
    assertEquals(ExitCode.FAILED, run(asked::await, false, "-c", code, "--get", "/"));
    assertTrue(out().isEmpty() || out().startsWith("x\n"));
    assertEquals("", err());
  }

  @Test
  @DisplayName("HC-14 a handler that computes does not hold up a stop")
  void aStopWaitsForNoHandler() {
    var asked = new CountDownLatch(1);
    var name = "httpd.test.computing";
    var code =
        "while (System.getProperty(\""
            + name
            + "\") == null) { Thread.onSpinWait(); } return \"\";";
    asked.countDown();
    try {
      assertEquals(ExitCode.FAILED, run(asked::await, false, "-c", code, "--get", "/"));
    } finally {
      System.setProperty(name, "over");
    }
    Eventually.isFine(() ->
        Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("httpd-get"))
            ? "still computing"
            : null);
    System.clearProperty(name);
  }

  @Test
  @DisplayName("HC-41 --head and --tee without effect are named")
  void unusedOptionsAreNamed() {
    assertEquals(ExitCode.STOPPED, run("--check", "--head", "2", "--tee", "text:x"));
    assertEquals(
        """
        httpd: --head has no effect: no target is shared+ or standard input
        httpd: --tee has no effect: no target is standard input
        """,
        err());
  }
}
