package httpd.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import httpd.Client;
import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.route.Route;
import httpd.route.Router;
import httpd.testing.SecureClient;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/spec/exec.md: the request as variables. */
class CgiVariablesTest {

  /** The values as text. */
  private static Map<String, String> variables(Request request) {
    var text = new HashMap<>(CgiVariables.of(request).variables());
    text.replaceAll((name, bytes) -> new String(bytes.getBytes(ISO_8859_1), UTF_8));
    return text;
  }

  @ParameterizedTest(name = "X-11: {0} at {1}")
  @CsvSource({
    "/,             /,         '',       /",
    "/a/b,          /,         '',       /a/b",
    "/cpu,          /cpu,      /cpu,     ''",
    "/git/,         /git/,     /git,     /",
    "/git/a/b,      /git/,     /git,     /a/b",
    "/git/a%20b/c%2Fd, /git/,  /git,     /a b/c/d",
    "/u/7,          /u/{id},   /u/7,     ''",
    "/u/7/x/y,      /u/{id}/,  /u/7,     /x/y",
    "/u//x,         /u/,       /u,       //x",
    "/caf%C3%A9/x,  /café/,    /café,    /x",
  })
  void pathIsCutWhereTheRouteEnds(String path, String mount, String script, String info)
      throws Exception {
    var all = new AtomicReference<Map<String, String>>();
    var router =
        Router.of(
            Route.get(
                mount,
                request -> {
                  all.set(variables(request));
                  return Response.status(204);
                }));
    router.handle(Request.get(path));
    assertEquals(script, all.get().get("SCRIPT_NAME"));
    assertEquals(info, all.get().get("PATH_INFO"));
  }

  private static Client onPort81(InetAddress address) {
    return onPort81(address, "HTTP/1.1");
  }

  private static Client onPort81(InetAddress address, String protocol) {
    return new Client() {
      @Override
      public String protocol() {
        return protocol;
      }

      @Override
      public InetSocketAddress remoteAddress() {
        return new InetSocketAddress(address, 4711);
      }

      @Override
      public InetSocketAddress localAddress() {
        return new InetSocketAddress(address, 81);
      }
    };
  }

  @Test
  @DisplayName("X-112.1 the version of HTTP has a minor one, as CGI wants it")
  void version() {
    var client = onPort81(InetAddress.getLoopbackAddress(), "HTTP/2");
    var all = variables(Request.get("/x").withClient(client));
    assertEquals("HTTP/2.0", all.get("SERVER_PROTOCOL"));
  }

  @Test
  @DisplayName("X-10 method, query, client, server and type")
  void request() {
    var request =
        Request.of("POST", "/x?a=%20b&c", "12")
            .withHeader("Host", "example.org:81")
            .withHeader("Content-Type", "text/csv")
            .withHeader("Content-Length", "2")
            .withParams(Map.of("user-id", "7 é"));
    var loopback = InetAddress.getLoopbackAddress();
    var all = variables(request.withClient(onPort81(loopback)));
    assertEquals("POST", all.get("REQUEST_METHOD"));
    assertEquals("/x?a=%20b&c", all.get("REQUEST_URI"));
    assertEquals("a=%20b&c", all.get("QUERY_STRING"));
    assertEquals("127.0.0.1", all.get("REMOTE_ADDR"));
    assertEquals("4711", all.get("REMOTE_PORT"));
    assertEquals("CGI/1.1", all.get("GATEWAY_INTERFACE"));
    assertEquals("HTTP/1.1", all.get("SERVER_PROTOCOL"));
    assertEquals("example.org", all.get("SERVER_NAME"));
    assertEquals("81", all.get("SERVER_PORT"));
    assertEquals("text/csv", all.get("CONTENT_TYPE"));
    assertEquals("2", all.get("CONTENT_LENGTH"));
    assertEquals("7 é", all.get("PARAM_user_id"));
    assertFalse(all.containsKey("HTTP_CONTENT_TYPE"));
  }

  @Test
  @DisplayName(
      "X-13 header fields become HTTP_ variables, except Proxy, credentials and ambiguous names")
  void headers() {
    var headers =
        Headers.of("Accept", "a", "accept", "b", "Cookie", "x=1", "Cookie", "y=2", "X-Tag", "t")
            .plus("Proxy", "http://evil/")
            .plus("Authorization", "Basic secret")
            .plus("X_Tag", "forged")
            .plus("X.Tag", "forged");
    var all = variables(Request.get("/").withHeaders(headers));
    all.keySet().removeIf(name -> !name.startsWith("HTTP_"));
    assertEquals(Map.of("HTTP_ACCEPT", "a, b", "HTTP_COOKIE", "x=1; y=2", "HTTP_X_TAG", "t"), all);
  }

  @Test
  @DisplayName("X-12 the server's environment is passed on, except names that a request could set")
  void inherited() {
    var all =
        new HashMap<>(
            Map.of(
                "HOME", "/root",
                "HTTP_PROXY", "http://proxy/",
                "HTTP_X", "1",
                "PARAM_x", "1",
                "CONTENT_LENGTH", "9",
                "REMOTE_USER", "root",
                "http_proxy", "http://proxy/"));
    CgiVariables.of(Request.get("/")).applyTo(all);
    assertEquals("/root", all.get("HOME"));
    assertEquals("http://proxy/", all.get("http_proxy"));
    for (var name :
        new String[] {"HTTP_PROXY", "HTTP_X", "PARAM_x", "CONTENT_LENGTH", "REMOTE_USER"}) {
      assertFalse(all.containsKey(name), name);
    }
  }

  @Test
  @DisplayName("X-14 a NUL character in the path is a 400")
  void nul() {
    var refused = assertThrows(HttpException.class, () -> CgiVariables.of(Request.get("/a%00b")));
    assertEquals(400, refused.status());
  }

  @Test
  @DisplayName("S-143 IPv6 addresses are written in one form, also in brackets")
  void ipv6() throws Exception {
    var client =
        Inet6Address.getByAddress(null, InetAddress.ofLiteral("2001:db8::1").getAddress(), 1);
    var request =
        Request.get("/").withHeader("Host", "[2001:DB8:0::0:2]:81").withClient(onPort81(client));
    var all = variables(request);
    assertEquals("2001:db8::1", all.get("REMOTE_ADDR"));
    assertEquals("2001:db8::1", all.get("REMOTE_HOST"));
    assertEquals("[2001:db8::2]", all.get("SERVER_NAME"));
    assertEquals("81", all.get("SERVER_PORT"));
  }

  @Test
  @DisplayName("I-61 the verified user is REMOTE_USER, whatever fields a client sends")
  void user() {
    var forged =
        Request.get("/")
            .withHeader("Remote-User", "root")
            .withHeader("Auth-Type", "Basic")
            .withHeader("X-Remote-User", "root");
    var nobody = variables(forged);
    assertFalse(nobody.containsKey("REMOTE_USER"));
    assertFalse(nobody.containsKey("AUTH_TYPE"));
    var ada = variables(forged.withUser("ada", "Cookie"));
    assertEquals("ada", ada.get("REMOTE_USER"));
    assertEquals("Cookie", ada.get("AUTH_TYPE"));
    assertEquals("root", ada.get("HTTP_REMOTE_USER"));
  }

  @Test
  @DisplayName("Y-80 over TLS there is HTTPS, and the scheme says https")
  void secure() {
    var plain = variables(Request.get("/"));
    assertEquals("http", plain.get("REQUEST_SCHEME"));
    assertEquals(null, plain.get("HTTPS"));
    var secure = variables(Request.get("/").withClient(SecureClient.INSTANCE));
    assertEquals("https", secure.get("REQUEST_SCHEME"));
    assertEquals("on", secure.get("HTTPS"));
  }
}
