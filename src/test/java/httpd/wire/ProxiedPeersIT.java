package httpd.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.testing.FileNames;
import httpd.testing.Installed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Proxy": servers that others have made, and programs that ask through it. */
class ProxiedPeersIT extends WireTest {

  /** Prints what it got, as long as it is there; arguments are the URL and what to post. */
  private static final String NODE_CLIENT =
      """
      const [url, post] = process.argv.slice(1);
      const response = await fetch(url, post ? { method: "POST", body: post } : {});
      process.stdout.write(await response.text());
      """;

  private static final String PYTHON_CLIENT =
      """
      import http.client, sys, urllib.parse
      url = urllib.parse.urlsplit(sys.argv[1])
      connection = http.client.HTTPConnection(url.hostname, url.port)
      for _ in range(2):
          if len(sys.argv) > 2:
              connection.request("POST", url.path, sys.argv[2])
          else:
              connection.request("GET", url.path)
          text = connection.getresponse().read().decode()
      sys.stdout.write(text)
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  @DisplayName("W-1 curl, Python and Node get the lines of each, and post to those that take it")
  void clients(RealUpstream kind) throws Exception {
    try (var upstream = kind.start(folder);
        var server = upstream.behindProxy()) {
      var lines = server.uri().resolve("/lines").toString();
      assertEquals(RealUpstream.LINES, output("curl", "-sSfN", lines));
      assertEquals(RealUpstream.LINES, output("python3", "-c", PYTHON_CLIENT, lines));
      assertEquals(RealUpstream.LINES, nodeOutput(lines));
      if (kind.echoes()) {
        var echo = server.uri().resolve("/echo").toString();
        var form = FileNames.isWritable("ü") ? "a=ü" : "a=u"; // As an argument.
        assertEquals(form, output("curl", "-sSf", "-d", form, echo));
        assertEquals("a=b", output("python3", "-c", PYTHON_CLIENT, echo, "a=b"));
        assertEquals(form, nodeOutput(echo, form));
      }
    }
  }

  private static String nodeOutput(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("node", "--input-type=module", "-e", NODE_CLIENT));
    command.addAll(List.of(arguments));
    return output(command.toArray(String[]::new));
  }

  private static String output(String... command) throws Exception {
    Installed.require(command[0]);
    var process = RealUpstream.run(command);
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), command[0]);
    return output;
  }
}
