package httpd.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.live.Presentation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/spec/logs.md, "Which files", "The list" and "One file". */
class LogsHandlerTest {

  private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]*)\"");

  @TempDir Path folder;

  private Path directory;
  private LogsHandler logs;

  @BeforeEach
  void create() throws IOException {
    directory = Files.createDirectory(folder.resolve("logs"));
    file("app.log", "one\ntwo\n", "2026-11-01T00:00:00Z");
    file("app.log.1", "old\n", "2026-10-01T00:00:00Z");
    file("app-20260901.log.gz", "gz", "2026-09-01T00:00:00Z");
    file("sub/web.log", "three\n", "2026-11-03T00:00:00Z");
    file(".hidden.log", "no\n", "2026-11-03T00:00:00Z");
    file("wtmp", "a\0b\n", "2026-08-01T00:00:00Z");
    Files.writeString(folder.resolve("secret"), "secret\n");
    Files.createSymbolicLink(directory.resolve("leak.log"), Path.of("../secret"));
    Files.createSymbolicLink(directory.resolve("current"), Path.of("app.log"));
    Files.setLastModifiedTime(
        Files.writeString(directory.resolve("fresh.log"), ""), FileTime.from(Instant.now()));
    logs = handler(directory + "/");
  }

  private void file(String name, String text, String time) throws IOException {
    var file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse(time)));
  }

  private static LogsHandler handler(String text) {
    return new LogsHandler("tail:" + text, LogDirectory.parse(text), Presentation.DEFAULT);
  }

  private static String text(Response response) {
    assertEquals(200, response.status());
    return ((Body.Text) response.body()).text();
  }

  private String list(String query) throws Exception {
    return text(logs.handle(Request.get("/" + query)));
  }

  private static List<String> names(LogsHandler logs, String query) throws Exception {
    var json = text(logs.handle(Request.get("/?as=json" + query)));
    return NAME.matcher(json).results().map(name -> name.group(1)).toList();
  }

  private HttpException refusal(String query, String... fields) {
    var request = Request.get("/?" + query);
    for (int i = 0; i < fields.length; i += 2) {
      request = request.withHeader(fields[i], fields[i + 1]);
    }
    var sent = request;
    return assertThrows(HttpException.class, () -> logs.handle(sent));
  }

  @Test
  @DisplayName(
      "TL-1, TL-4, TL-5, TL-12 the files below the directory, the newest first; none hidden")
  void list() throws Exception {
    assertEquals(
        List.of(
            "fresh.log",
            "sub/web.log",
            "app.log",
            "current",
            "app.log.1",
            "app-20260901.log.gz",
            "wtmp"),
        names(logs, ""));
    assertEquals("app-20260901.log.gz", names(logs, "&sort=name").getFirst());
    assertEquals("app.log", names(logs, "&sort=size").getFirst());
    assertEquals(400, refusal("sort=up").status());
  }

  @Test
  @DisplayName("TL-4 four levels of directories are read, and 10,000 names")
  void bounds() throws Exception {
    file("1/2/3/4/deep.log", "x\n", "2026-11-03T00:00:00Z");
    assertTrue(names(logs, "").contains("1/2/3/4/deep.log"));
    assertTrue(list("?as=json").contains("\"complete\":true"));
    file("1/2/3/4/5/deeper.log", "x\n", "2026-11-03T00:00:00Z");
    assertFalse(names(logs, "").contains("1/2/3/4/5/deeper.log"));
    assertTrue(list("?as=json").contains("\"complete\":false"));
    assertEquals(404, refusal("file=1/2/3/4/5/deeper.log").status());
    var many = Files.createDirectory(folder.resolve("many"));
    for (int i = 0; i <= LogWalk.MOST; i++) {
      Files.createFile(many.resolve(i + ".log"));
    }
    assertEquals(LogWalk.MOST, names(handler(many + "/"), "").size());
  }

  @Test
  @DisplayName("TL-2, TL-2.1 a glob has the files that it matches, and all below a directory")
  void globs() throws Exception {
    assertEquals(List.of("fresh.log", "app.log", "leak.log"), withLeak(directory + "/*.log/"));
    assertEquals(List.of("web.log"), names(handler(directory + "/sub/*/"), ""));
    assertEquals(List.of("logs/sub/web.log"), names(handler(folder + "/*/sub/"), ""));
    assertTrue(names(handler(directory + "/**/"), "").contains("sub/web.log"));
    var refused =
        assertThrows(
            HttpException.class,
            () -> handler(directory + "/*.log/").handle(Request.get("/?file=wtmp")));
    assertEquals(404, refused.status());
  }

  /** A link that leads out is not there. */
  private static List<String> withLeak(String glob) throws Exception {
    var names = new ArrayList<>(names(handler(glob), ""));
    assertFalse(names.contains("leak.log"));
    names.add("leak.log");
    return names;
  }

  @Test
  @DisplayName("TL-6, TL-7, TL-11 each file has its size, time and state")
  void states() throws Exception {
    var json = list("?as=json");
    assertTrue(
        json.contains(
            "{\"name\":\"app.log.1\",\"size\":4,\"modified\":\"2026-10-01T00:00:00Z\","
                + "\"state\":\"rotated\",\"log\":\"app.log\",\"href\":\"?file=app.log.1\"}"),
        json);
    assertTrue(json.contains("\"state\":\"compressed\",\"log\":\"app.log\"}"), json);
    assertTrue(json.contains("\"state\":\"link\",\"log\":\"app.log\""), json);
    assertTrue(json.matches("(?s).*\"fresh.log\"[^}]*\"writing\".*"), json);
    assertTrue(json.matches("(?s).*\"sub/web.log\"[^}]*\"quiet\".*"), json);
  }

  @Test
  @DisplayName("TL-10 text for a terminal, a page for a browser, JSON for who prefers it")
  void views() throws Exception {
    var lines = list("").lines().toList();
    assertEquals("     SIZE      WRITTEN  STATE       FILE", lines.getFirst());
    assertTrue(lines.get(2).matches(" +6 B +\\d+ \\w+ ago  quiet       sub/web.log"), lines.get(2));
    var browser = Request.get("/").withHeader("Accept", "text/html,*/*;q=0.8");
    var page = logs.handle(browser);
    assertEquals("text/html; charset=utf-8", page.headers().get("Content-Type"));
    assertTrue(
        text(page)
            .contains("<a href=\"?last=100&amp;file=sub%2Fweb.log\"><bdi>sub/web.log</bdi></a>"));
    var program = Request.get("/").withHeader("Accept", "application/json");
    assertEquals("application/json", logs.handle(program).headers().get("Content-Type"));
    assertEquals("Accept", page.headers().get("Vary"));
    assertTrue(page.headers().get("Content-Security-Policy").startsWith("default-src 'none'"));
  }

  @Test
  @DisplayName(
      "TL-13 the page has a box for each file that can be opened, a text, and escapes names")
  void page() throws Exception {
    file("<b>&\"'.log", "x\n", "2026-11-01T00:00:00Z");
    var page = list("?as=page");
    assertTrue(page.contains("name=\"file\" value=\"&lt;b&gt;&amp;&quot;&#39;.log\""), page);
    assertFalse(page.contains("value=\"app-20260901.log.gz\""), page);
    assertTrue(page.contains("<form method=\"get\">"), page);
    assertTrue(page.contains("<input type=\"text\" name=\"grep\""), page);
    var empty = handler(Files.createDirectory(folder.resolve("empty")) + "/");
    var none = text(empty.handle(Request.get("/?as=page")));
    assertTrue(none.contains("<p class=\"empty\" >No logs here yet"), none);
  }

  @Test
  @DisplayName("TL-14 events without a file are a 400, and too many lists a 503")
  void refusedLists() throws Exception {
    assertEquals(400, refusal("as=sse").status());
    assertEquals(400, refusal("", "Accept", "text/event-stream").status());
    var limits = Limits.standard();
    var busy =
        new LogsHandler("tail:", LogDirectory.parse(directory + "/"), Presentation.DEFAULT, limits);
    int places = 0;
    while (limits.of(Bound.LISTINGS).take(() -> "full")) {
      places++;
    }
    var refused = assertThrows(HttpException.class, () -> busy.handle(Request.get("/")));
    assertEquals(503, refused.status());
    limits.of(Bound.LISTINGS).release(places);
    assertEquals(200, busy.handle(Request.get("/")).status());
  }

  @Test
  @DisplayName("TL-20 one file is as tail: serves it")
  void oneFile() throws Exception {
    try (var reader = FilesReader.events(logs, "file=sub/web.log&last=1", "")) {
      var event = reader.read(1).events().getFirst();
      assertEquals("three", event.data());
      assertTrue(event.lastEventId().matches("[0-9a-z-]+"), event.lastEventId());
      append("sub/web.log", "four\n");
      assertEquals("four", reader.read(2).events().getLast().data());
    }
    try (var back = new FilesReader(logs, Request.get("/?file=app.log&last=2"))) {
      assertEquals("one", back.line());
    }
  }

  @Test
  @DisplayName("TL-5, TL-6, TL-6.1, TL-21 what is not there is a 404, what is not text a 415")
  void refusedFiles() {
    for (var name : List.of("nothing.log", "leak.log", ".hidden.log", "../secret", "sub", "/x")) {
      assertEquals(404, refusal("file=" + name).status(), name);
      assertEquals(404, refusal("file=app.log&file=" + name).status(), name);
    }
    assertEquals(415, refusal("file=app-20260901.log.gz").status());
    assertEquals(415, refusal("file=wtmp").status());
    assertEquals(400, refusal("file=*&as=other").status());
  }

  @Test
  @DisplayName("TL-21 a client that comes back to a file that is not there waits for it")
  void waitsForTheFile() throws Exception {
    String id;
    try (var reader = FilesReader.events(logs, "file=app.log&last=1", "")) {
      id = reader.read(1).id();
    }
    Files.move(directory.resolve("app.log"), directory.resolve("app.log.0"));
    try (var reader = FilesReader.events(logs, "file=app.log", id)) {
      file("app.log", "new\n", "2026-11-05T00:00:00Z");
      assertEquals("new", reader.read(1).events().getFirst().data());
    }
  }

  @Test
  @DisplayName("TL-5 a followed file that becomes a link that leads out gives nothing of it")
  void becomesALeak() throws Exception {
    try (var reader = FilesReader.events(logs, "file=app.log", "")) {
      append("app.log", "three\n");
      assertEquals("three", reader.read(1).events().getFirst().data());
      Files.delete(directory.resolve("app.log"));
      Files.createSymbolicLink(directory.resolve("app.log"), Path.of("../secret"));
      Files.writeString(folder.resolve("secret"), "more\n", StandardOpenOption.APPEND);
      Files.delete(directory.resolve("app.log"));
      append("app.log", "four\n");
      assertEquals("four", reader.read(2).events().getLast().data());
    }
  }

  private void append(String name, String text) throws IOException {
    Files.writeString(
        directory.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
