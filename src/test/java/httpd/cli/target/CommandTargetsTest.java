package httpd.cli.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Request;
import httpd.cli.error.CommandException;
import httpd.cli.option.ClassPath;
import httpd.cli.option.OptionParser;
import httpd.route.Target.Extent;
import httpd.script.HandlerCache;
import httpd.script.HandlerWatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/spec/cgi.md: how commands and programs are written on the command line. */
class CommandTargetsTest {

  @TempDir static Path directory;

  private static RouteTarget parse(String text) throws CommandException {
    try (var kinds = TargetKinds.load(ClassPath.EMPTY)) {
      return TargetParser.parse(text, "/x=" + text, kinds);
    }
  }

  @ParameterizedTest(name = "CG-100 {0}")
  @ValueSource(
      strings = {
        "cgi+exec:./report a b",
        "stderr+exec:make",
        "stderr+pty+exec:make",
        "sse+stderr+exec:make",
        "lines+stderr+exec:make",
        "type=text/csv+exec:x",
        "type=image/svg+xml+exec:x",
        "type=application/a+b+c+pty+exec:x",
        "type=application/json+shared+exec:x",
        "type=text/csv; header=present; charset=\"a+exec:b\"+exec:x",
        "type=text/html+text:<h1>1+exec:2</h1>",
        "type=application/x-ndjson+stdin:",
        "type=application/x-ndjson+tail:x",
      })
  void written(String text) throws Exception {
    assertEquals(text, parse(text).toString());
  }

  @Test
  @DisplayName("CG-1 CG-40 programs take all methods, and a directory all paths below")
  void programs() throws Exception {
    var cgi = parse("cgi+exec:x");
    assertEquals(Set.of(), cgi.methods());
    assertTrue(cgi.runsCommands());
    var bin = parse("bin:" + directory);
    assertEquals("bin:" + directory, bin.toString());
    assertEquals(Set.of(), bin.methods());
    assertEquals(Extent.DIRECTORY, bin.extent());
    assertTrue(bin.runsCommands());
    assertEquals(Set.of("GET", "POST"), parse("type=a/b+exec:x").methods());
    assertTrue(parse("type=a/b+exec:x").runsCommands());
  }

  @ParameterizedTest(name = "CG-61 {0}: {1}")
  @CsvSource({
    "image/svg+xml,              image/svg+xml",
    "text/csv,                   text/csv; charset=utf-8",
    "TEXT/csv;charset=latin1,    TEXT/csv;charset=latin1",
    "text/event-stream,          text/event-stream",
  })
  @DisplayName("CG-61 CG-61.1 CG-62 a type is the field of the response")
  void types(String type, String field) throws Exception {
    var handler = parse("type=" + type + "+text:a").open();
    var response = handler.handle(Request.get("/x").withHeader("Accept", "text/html"));
    assertEquals(field, response.headers().get("Content-Type"));
    assertEquals("a", response.readText());
  }

  @Test
  @DisplayName("CG-62 a file has the type, and a condition that holds has none")
  void typeOfFile() throws Exception {
    var file = Files.writeString(directory.resolve("a.bin"), "abc");
    var handler = parse("type=text/x+file:" + file).open();
    try (var whole = handler.handle(Request.get("/x"))) {
      assertEquals("text/x; charset=utf-8", whole.headers().get("Content-Type"));
      var tag = whole.headers().get("ETag");
      var known = handler.handle(Request.get("/x").withHeader("If-None-Match", tag));
      assertEquals(304, known.status());
    }
  }

  @ParameterizedTest(name = "CG-100 {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "cgi+shared+exec:x | cgi+ is for exec: alone, whose command prints a head and a body |"
            + " write cgi+exec:COMMAND",
        "cgi+bin:x | cgi+ is for exec: alone, whose command prints a head and a body | the programs"
            + " of bin:x answer as CGI without it",
        "shared+cgi+exec:x | shared+ is for lines, and a response of CGI is for one request | write"
            + " cgi+exec:x",
        "sse+cgi+exec:x | sse+ and cgi+exec:x both say what the response is | write cgi+exec:x",
        "durable+cgi+exec:x | durable+ is for exec: and http:, also with shared+ | write"
            + " cgi+exec:x",
        "shared+stderr+exec:x | shared+ does not keep which lines are of standard error | write"
            + " shared+exec:'COMMAND 2>&1' for both, or stderr+exec:x for each client",
        "durable+stderr+exec:x | durable+ is for exec: and http:, also with shared+ | a recording"
            + " does not keep which lines are of standard error",
        "verbatim+stderr+exec:x | verbatim+ is for exec: alone, whose command may print an event"
            + " stream itself | write sse+stderr+exec:x to make an event of each line",
        "stderr+shared+exec:x | stderr+ is for exec: and pty+exec:, whose standard error it shows |"
            + " write stderr+exec:COMMAND, after sse+ or lines+",
        "stderr+tail:x | stderr+ is for exec: and pty+exec:, whose standard error it shows | write"
            + " stderr+exec:COMMAND, after sse+ or lines+",
        "type=a/b+stderr+exec:x | stderr+ is for lines, and type= for output of any kind | leave"
            + " one of them out",
        "type=a/b+sse+exec:x | sse+exec:x has its type already | leave out type=a/b+, or the prefix"
            + " after it",
        "sse+type=a/b+exec:x | sse+ and type=a/b+exec:x both say what the response is | write"
            + " type=a/b+exec:x",
        "shared+type=a/b+exec:x | shared+ comes after type= | write type=a/b+shared+exec:COMMAND",
        "type=a/b+http://u/ | type= is for exec: tail: stdin: text: file:; http://u/ names types"
            + " itself | write http://u/",
        "type=a/b | type=a/b: there is no WHAT after the type | write type=text/csv+exec:COMMAND,"
            + " with a kind and its colon",
        "type=csv+exec:x | type=csv is not a media type | write one as text/csv or image/svg+xml",
        "type=a/b;c+exec:x | type=a/b;c is not a media type | write one as text/csv or"
            + " image/svg+xml",
        "bin: | bin: needs the name of a directory | write bin:DIRECTORY, as /cgi-bin=bin:cgi-bin",
        "bin:pom.xml | pom.xml is a file | bin: takes a directory; cgi+exec:pom.xml runs one"
            + " program",
      })
  void mistakes(String text, String message, String hint) {
    var error = assertThrows(CommandException.class, () -> parse(text));
    assertEquals("/x=" + text + ": " + message, error.getMessage());
    assertEquals(hint, error.hint());
  }

  @Test
  @DisplayName("CG-33 CG-70 the options hold for all commands of routes")
  void options() throws Exception {
    var parsed = new OptionParser(Map.of()).parse("--exec-timeout=7s", "--pass-authorization");
    try (var watch = new HandlerWatch(line -> {}, List.of(), HandlerCache.OFF)) {
      var settings = new TargetSettings(parsed.options(), watch);
      for (var text :
          List.of("exec:x", "shared+exec:x", "type=a/b+exec:x", "cgi+exec:x", "bin:" + directory)) {
        var run =
            switch (parse(text).with(settings)) {
              case ExecTarget exec -> exec.settings();
              case SharedTarget shared -> ((ExecTarget) shared.target()).settings();
              case TypedTarget typed -> ((ExecTarget) typed.target()).settings();
              case CgiTarget cgi -> cgi.settings();
              case BinTarget bin -> bin.settings();
              case RouteTarget other -> throw new AssertionError(other);
            };
        assertEquals(Duration.ofSeconds(7), run.timeout(), text);
        assertTrue(run.passesAuthorization(), text);
      }
    }
  }
}
