package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.CommandException;
import httpd.cli.option.ClassPath;
import httpd.cli.target.TargetKinds;
import httpd.route.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteArgumentTest {

  @TempDir Path folder;

  private static RouteArgument parse(String text) throws CommandException {
    try (var kinds = TargetKinds.load(ClassPath.EMPTY)) {
      return RouteArgument.parse(text, kinds);
    }
  }

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
    var route = parse(text);
    assertEquals(methods == null ? Set.of() : Set.of(methods.split(",")), route.methods());
    assertEquals(path, route.path());
    assertEquals("text:" + rest, route.what().toString());
    assertEquals(false, route.bare());
  }

  @ParameterizedTest(name = "C-2: {0}")
  @CsvSource({"text:/x=y, /x=y", "text:, ''", "text:GET:/x=text:y, GET:/x=text:y"})
  void whatAloneIsMountedAtTheRoot(String text, String rest) throws Exception {
    var argument = parse(text);
    assertEquals(Set.of(), argument.methods());
    assertEquals("/", argument.path());
    assertEquals("text:" + rest, argument.what().toString());
    assertTrue(argument.bare());
  }

  @Test
  @DisplayName("C-3 the absolute name of a file is a WHAT alone, not a route")
  void absoluteFile() throws Exception {
    var log = Files.createFile(folder.resolve("a.log"));
    var argument = parse(log.toString());
    assertTrue(argument.bare());
    assertEquals("tail:" + log, argument.what().toString());
  }

  @Test
  @DisplayName("C-4.2 streams: takes the methods of its protocol, at its path and below")
  void streams() throws Exception {
    var streams = parse("/v1/stream/=streams:");
    assertEquals(Set.of("GET", "HEAD", "PUT", "POST", "DELETE"), streams.mountedMethods());
    assertEquals(Target.Extent.BELOW, streams.what().extent());
    assertEquals("streams:", streams.what().toString());
  }

  @Test
  @DisplayName("C-4 a handler file takes every method, exec: GET and POST, the others GET")
  void methods() throws Exception {
    var java = Files.createFile(folder.resolve("Hello.java"));
    assertEquals(Set.of(), parse("/=" + java).mountedMethods());
    assertEquals(Set.of("PUT"), parse("PUT:/=" + java).mountedMethods());
    assertEquals(Set.of("GET"), parse("/=text:x").mountedMethods());
    assertEquals(Set.of("GET"), parse("-").mountedMethods());
    assertEquals(Set.of("GET", "POST"), parse("exec:date").mountedMethods());
    assertEquals(Set.of("POST"), parse("POST:/=text:x").mountedMethods());
  }
}
