package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import httpd.cli.target.Showing;
import httpd.cli.target.Target;
import httpd.live.View;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteArgumentTest {

  @TempDir Path folder;

  @ParameterizedTest(name = "C-1: {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/=text:x                  |           | /        | x",
        "/x=text:a=b=c             |           | /x       | a=b=c",
        "/x/{id}=text:GET:/y=z?q w |           | /x/{id}  | GET:/y=z?q w",
        "GET:/x=text:a             | GET       | /x       | a",
        "GET,POST:/x/=text:http://h:1/ | GET,POST | /x/   | http://h:1/",
        "GET,GET:/x=text:a         | GET       | /x       | a",
        "/x=text:'  '              |           | /x       | '  '",
      })
  void splitsOnceAtTheFirstEqualsSign(String text, String methods, String path, String rest)
      throws Exception {
    var route = RouteArgument.parse(text);
    assertEquals(methods == null ? Set.of() : Set.of(methods.split(",")), route.methods());
    assertEquals(path, route.path());
    assertEquals(new Target.Text(rest), route.what());
    assertEquals(false, route.bare());
  }

  @ParameterizedTest(name = "C-2: {0}")
  @CsvSource({"text:/x=y, /x=y", "text:, ''", "text:GET:/x=text:y, GET:/x=text:y"})
  void whatAloneIsMountedAtTheRoot(String text, String rest) throws Exception {
    assertEquals(
        new RouteArgument(text, Set.of(), "/", new Target.Text(rest), true),
        RouteArgument.parse(text));
  }

  @Test
  void aBareWordSaysItsOwnKind_C3() throws Exception {
    var java = Files.createFile(folder.resolve("Hello.java"));
    var log = Files.createFile(folder.resolve("a=b:c.log"));
    assertEquals(new Target.Java(java), RouteArgument.parse("/x=" + java).what());
    assertEquals(new Target.Java(java), RouteArgument.parse("java:" + java).what());
    assertEquals(
        new Target.Tail(log.toString(), Showing.DEFAULT), RouteArgument.parse("/x=" + log).what());
    assertEquals(
        new Target.Tail(log.toString(), Showing.DEFAULT),
        RouteArgument.parse("tail:" + log).what());
    assertEquals(
        new Target.Tail(java.toString(), Showing.DEFAULT),
        RouteArgument.parse("tail:" + java).what());
    assertEquals(new Target.Dir(folder), RouteArgument.parse(folder.toString()).what());
    assertEquals(new Target.Dir(folder), RouteArgument.parse("/x=dir:" + folder).what());
    assertEquals(new Target.StaticFile(log), RouteArgument.parse("/x=file:" + log).what());
    assertEquals(new Target.Stdin(Showing.DEFAULT), RouteArgument.parse("-").what());
    assertEquals(new Target.Stdin(Showing.DEFAULT), RouteArgument.parse("/x=stdin:").what());
    assertEquals(
        new Target.Tail("pom.xml", Showing.DEFAULT), RouteArgument.parse("pom.xml").what());
  }

  @Test
  void anAbsoluteFileIsNoRoute_C3() throws Exception {
    var log = Files.createFile(folder.resolve("a.log"));
    var argument = RouteArgument.parse(log.toString());
    assertEquals(true, argument.bare());
    assertInstanceOf(Target.Tail.class, argument.what());
  }

  @Test
  void prefixesSayHowLinesAreShown_V12() throws Exception {
    var sse = (Target.Live) RouteArgument.parse("sse+tail:x").what();
    assertEquals(View.EVENTS, sse.showing().only());
    assertEquals(View.EVENTS, sse.showing().presentation().only());
    assertEquals("sse+tail:x", sse.open().toString());
    var lines = (Target.Live) RouteArgument.parse("/x=lines+shared+pty+exec:x").what();
    assertEquals("lines+shared+pty+exec:x", lines.open().toString());
    var verbatim = (Target.Live) RouteArgument.parse("/x=verbatim+exec:x").what();
    assertEquals("verbatim+exec:x", verbatim.open().toString());
    assertEquals("hub:", RouteArgument.parse("/x=hub:").what().open().toString());
    var upstream = RouteArgument.parse("/x=sse+http://user:secret@u:1/a,http://v").what();
    assertEquals("sse+http://u:1/a,http://v", upstream.open().toString());
    assertEquals(true, upstream.takesAllBelow());
    assertEquals(false, upstream.redirectsToFolder());
    var shared = RouteArgument.parse("/x=sse+shared+http://u/").what();
    assertEquals("sse+shared+http://u/", shared.open().toString());
    assertEquals("sse+hub:", RouteArgument.parse("/x=sse+hub:").what().open().toString());
  }

  @Test
  void aCommandIsEverythingBehindItsKind_C3() throws Exception {
    assertEquals(
        new Target.Exec("a=b c: | d", false, Showing.DEFAULT),
        RouteArgument.parse("/x=exec:a=b c: | d").what());
    assertEquals(
        new Target.Exec("top -b", true, Showing.DEFAULT),
        RouteArgument.parse("pty+exec:top -b").what());
  }

  @Test
  void javaTakesEveryMethodAndTheOthersGet_C4() throws Exception {
    var java = Files.createFile(folder.resolve("Hello.java"));
    assertEquals(Set.of(), RouteArgument.parse("/=" + java).mountedMethods());
    assertEquals(Set.of("PUT"), RouteArgument.parse("PUT:/=" + java).mountedMethods());
    assertEquals(Set.of("GET"), RouteArgument.parse("/=text:x").mountedMethods());
    assertEquals(Set.of("GET"), RouteArgument.parse("-").mountedMethods());
    assertEquals(Set.of("GET", "POST"), RouteArgument.parse("exec:date").mountedMethods());
    assertEquals(Set.of("POST"), RouteArgument.parse("POST:/=text:x").mountedMethods());
  }
}
