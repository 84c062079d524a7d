package httpd.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.Handler;
import httpd.Headers;
import httpd.Request;
import httpd.Response;
import httpd.route.Route;
import httpd.route.Router;
import httpd.testing.SecureClient;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC, "The proxy", W-171 to W-177. */
class OwnLocationsTest extends ProxyTest {

  private static String field(String head, String name) {
    return head.lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .reduce("", String::concat);
  }

  private static OwnLocations locations(
      String mount, String asked, boolean keepsHost, String... upstreams) throws Exception {
    var routed = new AtomicReference<Request>();
    var route =
        Route.get(
            mount,
            request -> {
              routed.set(request);
              return Response.status(204);
            });
    Router.of(route).handle(Request.get(asked).withHeader("Host", "me.example:81"));
    var addresses = Arrays.stream(upstreams).map(UpstreamAddress::of).toList();
    return new OwnLocations(routed.get(), addresses, keepsHost);
  }

  @ParameterizedTest(name = "W-171 to W-174 route {0}, upstream {2}: {3} is {4}")
  @CsvSource({
    "/x/,  /x/q,  http://up,        http://up/a?q#f,        /x/a?q#f",
    "/x/,  /x/q,  http://up,        HTTP://UP:80,           /x/",
    "/x/,  /x/q,  http://up,        http://up?q,            /x/?q",
    "/x/,  /x/q,  http://up/b,      http://me:pw@up:80/b/a, /x/a",
    "/x/,  /x/q,  http://up/b/,     http://up/b,            /x",
    "/x,   /x,    http://up/b,      http://up/b/,           /x/",
    "/x,   /x,    http://up/b?k,    //up/b?q,               /x?q",
    "/x/,  /x/q,  http://up/b,      http://up/bc,           http://up/bc",
    "/x/,  /x/q,  http://up/b,      http://up/,             http://up/",
    "/x/,  /x/q,  http://up/b,      https://up/b/a,         https://up/b/a",
    "/x/,  /x/q,  http://up:81,     http://up/a,            http://up/a",
    "/x/,  /x/q,  http://up:81,     http://up:81.evil/a,    http://up:81.evil/a",
    "/x/,  /x/q,  http://up,        http://up@evil/a,       http://up@evil/a",
    "/x/,  /x/q,  http://up,        http://up.evil/a,       http://up.evil/a",
    "/x/,  /x/q,  https://up,       https://up:443/a,       /x/a",
    "/x/,  /x/q,  https://up,       http://up/a,            http://up/a",
    "/x/,  /x/q,  'http://[::1]:8', 'http://[0:0::1]:8/a',  /x/a",
    "/x/,  /x/q,  http+unix:/run/s:/b, http://localhost/b/a, /x/a",
    "/x/,  /x/q,  http+unix:/run/s:/b, http://localhost:8080/b/a, http://localhost:8080/b/a",
    "/x/,  /x/q,  'http://u1/a,http://u2/b', http://u2/b/c, /x/c",
    "/{n}/, /7/q, http://up/b,      http://up/b/a,          /7/a",
    "/u/{n}, /u/7, http://up/b,     http://up/b/a,          /u/7/a",
    "/,    /q,    http://up/b,      http://up/b/a,          /a",
    "/,    /q,    http://up,        /a,                     /a",
    "/x/,  /x/q,  http://up/b,      /b/a,                   /x/a",
    "/x/,  /x/q,  http://up/b,      /c,                     /c",
    "/x/,  /x/q,  http://up,        /a,                     /x/a",
    "/x/,  /x/q,  http://up,        /x/a,                   /x/a",
    "/x/,  /x/q,  http://up,        /x,                     /x",
    "/x/,  /x/q,  http://up,        /xy,                    /x/xy",
    "/x/,  /x/q,  http://up/x/y,    /x/y/a,                 /x/a",
    "/x/,  /x/q,  http://up,        ../a,                   ../a",
    "/x/,  /x/q,  http://up,        ?q,                     ?q",
    "/,    /q,    http://up,        http://up//evil/,       /.//evil/",
    "/,    /q,    http://up/b,      '/b/\\evil/',          '/./\\evil/'",
    "/x/,  /x/q,  http://up,        ftp://up/a,             ftp://up/a",
    "/x/,  /x/q,  http://up,        http://me.example:81/a, http://me.example:81/a",
  })
  void rewritten(String mount, String asked, String upstreams, String location, String expected)
      throws Exception {
    var locations = locations(mount, asked, false, upstreams.split(","));
    assertEquals(expected, locations.rewritten(location));
  }

  @ParameterizedTest(name = "W-177 with the client''s host: {0} is {1}")
  @CsvSource({
    "http://me.example:81/a,   /x/a",
    "http://ME.example:81/x/a, http://ME.example:81/x/a",
    "https://me.example:81/a,  https://me.example:81/a",
    "http://me.example/a,      http://me.example/a",
    "http://up/a,              /x/a",
  })
  void clientsHost(String location, String expected) throws Exception {
    assertEquals(expected, locations("/x/", "/x/q", true, "http://up").rewritten(location));
  }

  @Test
  @DisplayName("W-171, W-175 Location, Content-Location and Refresh, and no other field")
  void fields() throws Exception {
    var given =
        Headers.of(
            "location", "http://up/a",
            "Content-Location", "http://up/b",
            "Refresh", "5; URL='http://up/c'",
            "Refresh", "5",
            "Link", "<http://up/d>",
            "Set-Cookie", "a=b; Domain=up; Path=/");
    var expected =
        Headers.of(
            "location", "/x/a",
            "Content-Location", "/x/b",
            "Refresh", "5; URL='/x/c'",
            "Refresh", "5",
            "Link", "<http://up/d>",
            "Set-Cookie", "a=b; Domain=up; Path=/");
    assertEquals(expected, locations("/x/", "/x/q", false, "http://up").rewritten(given));
  }

  private Handler keepingHost(String base) {
    var address = UpstreamAddress.of(upstream.uri(base).toString());
    return new ProxyHandler(
        new ProxyRoute(
            "proxy", List.of(address), UpstreamLimits.DEFAULT, TrustedProxies.NONE, true),
        client);
  }

  @Test
  @DisplayName("W-171, W-176 over the wire: 201 with the upstream's own address, and Host")
  void overTheWire() throws Exception {
    serve("/x/", keepingHost("/b"));
    var reader = connect().get("/x/q");
    var connection = upstream.next();
    assertEquals("test", field(connection.head(), "Host"));
    connection.send(
        "HTTP/1.1 201 Created\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
            .formatted(upstream.uri("/b/new")));
    assertEquals("/x/new", field(reader.readHead(), "Location"));
  }

  @Test
  @DisplayName("W-176 otherwise, and without Host, the upstream is sent its own name")
  void ownHost() throws Exception {
    serve("/x/", keepingHost("/"));
    connect().send("GET /x/q HTTP/1.0\n\n");
    var authority = upstream.uri("/").getAuthority();
    assertEquals(authority, field(upstream.next().head(), "Host"));
  }

  @Test
  @DisplayName("Y-83 over TLS the client's host is that of https")
  void secure() throws Exception {
    var request =
        Request.get("/x/q")
            .withHeader("Host", "me.example")
            .withClient(SecureClient.INSTANCE)
            .withRoute("/x/", java.util.Map.of(Request.BELOW, "q"));
    var locations = new OwnLocations(request, List.of(UpstreamAddress.of("http://up")), true);
    assertEquals("/x/a", locations.rewritten("https://me.example/a"));
    assertEquals("http://me.example/a", locations.rewritten("http://me.example/a"));
  }
}
