package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.exec.Command;
import httpd.exec.ExecHandler;
import httpd.hub.HubHandler;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.proxy.ProxyHandler;
import httpd.proxy.ProxyRoute;
import httpd.proxy.TrustedProxies;
import httpd.tail.TailedFiles;
import httpd.testing.InflatedAnswer;
import httpd.testing.ScriptedUpstream;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of lines in a content coding: a line can be decoded while the source is silent. */
class CompressedKindsTest extends WireTest {

  private static final String EVENTS = "Accept: text/event-stream\n";

  @TempDir Path folder;

  @Test
  @DisplayName("Z-30 a followed file")
  void tail() throws Exception {
    var file = Files.writeString(folder.resolve("a.log"), "");
    serve(new TopicHandler("tail:a.log", TailedFiles.ofTheProcess().file(file.toString()), 0));
    var lines = InflatedAnswer.get(connect(), "/", "gzip");
    var events = InflatedAnswer.get(connect(), "/", "gzip", EVENTS);
    events.readUntil("\n\n");
    for (int i = 0; i < 3; i++) {
      Files.writeString(file, "line " + i + "\n", StandardOpenOption.APPEND);
      assertEquals("line " + i + "\n", lines.read(7));
      assertTrue(events.readUntil("\n\n").endsWith("data: line " + i + "\n\n"));
    }
  }

  @Test
  @DisplayName("Z-30 a command that waits for its input between its lines")
  void exec() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no shell");
    serve(new ExecHandler(Command.shell("while read line; do echo got $line; done", false)));
    var client = connect();
    client.send(
        "POST / HTTP/1.1\nHost: test\nAccept-Encoding: gzip\nTransfer-Encoding: chunked\n\n");
    client.send("4\none␊\n");
    var answer = InflatedAnswer.of(client);
    assertEquals("got one\n", answer.read(8));
    client.send("4\ntwo␊\n");
    assertEquals("got two\n", answer.read(8));
    client.send("0\n\n");
    assertEquals("", answer.readToEnd());
  }

  @Test
  @DisplayName("Z-30 a hub")
  void hub() throws Exception {
    serve(new HubHandler("hub:", 10, Presentation.DEFAULT));
    var events = InflatedAnswer.get(connect(), "/", "gzip", EVENTS);
    events.readUntil("\n\n");
    for (int i = 0; i < 3; i++) {
      connect().send("POST / HTTP/1.1\nHost: test\nContent-Length: 3\n\nno" + i).readUntil("\n\n");
      assertTrue(events.readUntil("\n\n").endsWith("data: no" + i + "\n\n"));
    }
  }

  @Test
  @DisplayName("Z-30 Z-37 an upstream; Z-38 it is told what the client accepts")
  void proxy() throws Exception {
    try (var upstream = new ScriptedUpstream();
        var client = new UpstreamClient()) {
      serve(proxy(upstream, client));
      var connected = connect();
      connected.send("GET / HTTP/1.1\nHost: test\nAccept-Encoding: br, gzip\n\n");
      var connection = upstream.next();
      assertTrue(
          connection.head().toLowerCase(Locale.ROOT).contains("accept-encoding: br, gzip"),
          connection.head());
      connection.send(
          "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nETag: \"1\"\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n");
      var answer = InflatedAnswer.of(connected);
      assertTrue(answer.head().contains("ETag: W/\"1\"\n"), answer.head());
      for (var line : new String[] {"one\n", "two\n", "half of a"}) {
        connection.send(Integer.toHexString(line.length()) + "\r\n" + line + "\r\n");
        assertEquals(line, answer.read(line.length()));
      }
      connection.close();
      assertTrue(answer.isCut());
    }
  }

  @Test
  @DisplayName("Z-5 what an upstream has encoded stays as it is")
  void encodedByUpstream() throws Exception {
    try (var upstream = new ScriptedUpstream();
        var client = new UpstreamClient()) {
      serve(proxy(upstream, client));
      var connected = connect();
      connected.send("GET / HTTP/1.1\nHost: test\nAccept-Encoding: br, gzip\n\n");
      upstream
          .next()
          .send(
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: br\r\n"
                  + "Content-Length: 2000\r\n\r\n"
                  + "b".repeat(2000));
      var head = connected.readHead();
      assertTrue(head.contains("Content-Encoding: br\n"), head);
      assertTrue(head.contains("content-length: 2000\n"), head);
      assertEquals("b".repeat(2000), connected.readLike("b".repeat(2000)));
    }
  }

  private static ProxyHandler proxy(ScriptedUpstream upstream, UpstreamClient client)
      throws IOException {
    var address = List.of(UpstreamAddress.of(upstream.uri("/").toString()));
    return new ProxyHandler(
        new ProxyRoute("proxy", address, UpstreamLimits.DEFAULT, TrustedProxies.NONE, false),
        client);
  }
}
