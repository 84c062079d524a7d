package httpd.cli.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Request;
import httpd.cli.error.CommandException;
import httpd.cli.option.ClassPath;
import httpd.cli.option.OptionParser;
import httpd.exec.RunSettings;
import httpd.file.CacheTimes;
import httpd.live.Presentation;
import httpd.live.View;
import httpd.route.Target.Extent;
import httpd.script.HandlerCache;
import httpd.script.HandlerWatch;
import httpd.upstream.UpstreamLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a WHAT stands for. */
class TargetParserTest {

  @TempDir Path directory;

  private static RouteTarget parse(String text) throws CommandException {
    try (var kinds = TargetKinds.load(ClassPath.EMPTY)) {
      return TargetParser.parse(text, "/x=" + text, kinds);
    }
  }

  private static RouteTarget tail(Path file) {
    return new TailTarget(file.toString(), Presentation.DEFAULT);
  }

  private static RouteTarget java(Path file) {
    return new JavaTarget(file, null, false);
  }

  @Test
  @DisplayName("C-3 a kind is written out, or a bare word says its own kind")
  void kinds() throws Exception {
    var java = Files.createFile(directory.resolve("Hello.java"));
    var log = Files.createFile(directory.resolve("a=b:c.log"));
    assertEquals(java(java), parse(java.toString()));
    assertEquals(java(java), parse("java:" + java));
    assertEquals(tail(log), parse(log.toString()));
    assertEquals(tail(log), parse("tail:" + log));
    assertEquals(tail(java), parse("tail:" + java));
    assertEquals(new DirectoryTarget(directory), parse(directory.toString()));
    assertEquals(new DirectoryTarget(directory), parse("dir:" + directory));
    assertEquals(new FileTarget(log, CacheTimes.NONE), parse("file:" + log));
    assertEquals(new StdinTarget(Presentation.DEFAULT, 0), parse("-"));
    assertEquals(new StdinTarget(Presentation.DEFAULT, 0), parse("stdin:"));
    assertEquals(tail(Path.of("pom.xml")), parse("pom.xml"));
  }

  @Test
  @DisplayName("C-3 a command is all that follows its kind")
  void command() throws Exception {
    assertEquals(
        new ExecTarget("a=b c: | d", RunSettings.DEFAULT, Presentation.DEFAULT),
        parse("exec:a=b c: | d"));
    assertEquals(
        new ExecTarget("top -b", RunSettings.DEFAULT.onTerminal(), Presentation.DEFAULT),
        parse("pty+exec:top -b"));
  }

  @Test
  @DisplayName("C-110 text: answers every request with the string unchanged")
  void text() throws Exception {
    var handler = parse("text:a = b").open();
    var response = handler.handle(Request.get("/x"));
    assertEquals("text/plain; charset=utf-8", response.headers().get("Content-Type"));
    assertEquals("a = b", response.readText());
  }

  @Test
  @DisplayName("D-12 prefixes say how lines are shown")
  void prefixes() throws Exception {
    var events = assertInstanceOf(LiveTarget.class, parse("sse+tail:x"));
    assertEquals(View.EVENTS, events.presentation().only());
    assertEquals("sse+tail:x", events.toString());
    for (var text :
        new String[] {
          "lines+shared+pty+exec:x", "verbatim+exec:x", "hub:", "sse+shared+http://u/", "sse+hub:"
        }) {
      assertEquals(text, parse(text).toString());
    }
    var upstream = parse("sse+http://user:secret@u:1/a,http://v");
    assertEquals("sse+http://u:1/a,http://v", upstream.toString());
    assertEquals(Extent.BELOW, upstream.extent());
  }

  @Test
  @DisplayName("C-19.2 time limits of other servers hold for all routes to them")
  void limitsOfUpstreams() throws Exception {
    var parsed =
        new OptionParser(Map.of())
            .parse("--upstream-timeout=7", "--upstream-idle=8", "--upstream-total=9");
    var expected =
        UpstreamLimits.DEFAULT
            .withHead(Duration.ofSeconds(7))
            .withIdle(Duration.ofSeconds(8))
            .withTotal(Duration.ofSeconds(9));
    try (var watch = new HandlerWatch(line -> {}, List.of(), HandlerCache.OFF)) {
      var settings = new TargetSettings(parsed.options(), watch);
      for (var text : List.of("http://u/", "https://u/", "sse+http://u/", "shared+http://u/")) {
        var upstream =
            switch (parse(text).with(settings)) {
              case ProxyTarget proxy -> proxy;
              case PersistentEventsTarget events -> events.upstream();
              case SharedUpstreamTarget shared -> shared.upstream();
              case RouteTarget other -> throw new AssertionError(other);
            };
        assertEquals(expected, upstream.limits(), text);
      }
    }
  }

  private static String message(String text) {
    var error = assertThrows(CommandException.class, () -> parse(text));
    return error.getMessage() + " | " + error.hint();
  }

  @Test
  @DisplayName("RC-60 durable+ is for exec: and http:, and comes before other prefixes")
  void durable() throws Exception {
    for (var text :
        List.of(
            "durable+exec:date",
            "durable+sse+exec:date",
            "durable+pty+exec:date",
            "durable+shared+exec:date",
            "durable+http://u/",
            "durable+https://u/",
            "durable+sse+http://u/",
            "durable+shared+http://u/")) {
      assertEquals(text, parse(text).toString());
    }
    assertEquals(Set.of("GET", "POST", "DELETE"), parse("durable+exec:date").methods());
    assertEquals(Set.of(), parse("durable+http://u/").methods());
    assertEquals(Extent.BELOW, parse("durable+http://u/").extent());
    assertTrue(parse("durable+shared+exec:date").runsCommands());
    assertTrue(message("durable+hub:").endsWith("| write hub:, whose readers continue without it"));
    assertTrue(message("durable+text:x").endsWith("| write text:x"));
    assertTrue(message("durable+durable+exec:x").endsWith("| write durable+ once: durable+exec:x"));
    assertTrue(message("sse+durable+exec:date").endsWith("| write durable+sse+exec:date"));
    assertTrue(message("shared+durable+exec:date").endsWith("| write durable+shared+exec:date"));
  }

  @Test
  @DisplayName("C-84 a misspelt prefix is named, with the nearest one")
  void misspeltPrefix() {
    assertTrue(
        message("durabel+exec:date")
            .endsWith("no such prefix \"durabel+\" | did you mean durable+exec:date?"));
    assertTrue(message("shred+sse+exec:date").endsWith("| did you mean shared+sse+exec:date?"));
    assertTrue(message("durable+shard+exec:x").endsWith("| did you mean shared+exec:x?"));
    assertTrue(
        message("loud+exec:x")
            .endsWith(
                "| the prefixes are sse+ lines+ verbatim+ shared+ pty+ durable+ cgi+ stderr+"));
  }

  @Test
  @DisplayName("DV-43 the page is titled by the file, or by the first word of the command alone")
  void source() throws Exception {
    for (var row :
        List.of(
            "tail:" + directory + "/app.log=app.log",
            "exec:TOKEN=secret /usr/bin/vmstat --key secret=vmstat",
            "shared+exec:vmstat 1=vmstat",
            "exec:(a; b)=",
            "-=standard input",
            "hub:=")) {
      int equals = row.lastIndexOf('=');
      var target = assertInstanceOf(LiveTarget.class, parse(row.substring(0, equals)));
      assertEquals(row.substring(equals + 1), target.source(), row);
    }
  }
}
