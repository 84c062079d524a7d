package httpd.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.auth.token.ExpectedClaims;
import httpd.auth.token.MadeTokens;
import httpd.auth.token.TokenHandler;
import httpd.auth.token.TokenKeys;
import httpd.hub.HubHandler;
import httpd.live.Presentation;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.testing.Installed;
import httpd.testing.LogCapture;
import httpd.testing.RawClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the shell of docs/auth.md that makes a token. */
class TokenExampleTest {

  private static final Pattern BLOCK = Pattern.compile("```sh\n([^`]+)```");

  @TempDir Path directory;

  @Test
  @DisplayName("JT-40 the shell of docs/auth.md makes a token that opens what it says")
  void shell() throws Exception {
    Installed.require("openssl");
    var block = BLOCK.matcher(Files.readString(Path.of("docs/auth.md")));
    assertTrue(block.find());
    var secret = MadeTokens.write(directory.resolve("secret"), "0123456789".repeat(6) + "\n");
    var shell =
        new ProcessBuilder("sh", "-c", block.group(1) + "printf %s \"$TOKEN\"")
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    shell.getOutputStream().close();
    var token = new String(shell.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, shell.waitFor());
    var hub = new HubHandler("hub:", 10, Presentation.DEFAULT);
    var keys = TokenKeys.read(List.of(secret));
    var handler = TokenHandler.of(keys, ExpectedClaims.NONE, hub);
    var router = Router.of(Route.of(Set.of(), "/chat/{room}", handler));
    try (var _ = new LogCapture();
        var server = Server.start(ServerConfig.defaults().withPort(0), router)) {
      assertEquals("201", status(server, "POST /chat/general", token));
      assertEquals("403", status(server, "POST /chat/other", token));
      assertEquals("200", status(server, "HEAD /chat/other", token));
    }
  }

  private static String status(Server server, String line, String token) throws Exception {
    try (var client = new RawClient(server.address())) {
      var head =
          client.send(line + " HTTP/1.0\nAuthorization: Bearer " + token + "\n\n").readHead();
      return head.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
    }
  }
}
