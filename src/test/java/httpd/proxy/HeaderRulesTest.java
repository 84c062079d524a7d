package httpd.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.route.HeaderRule;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** PX-20 to PX-23: the fields of requests to upstreams. */
class HeaderRulesTest extends PassingOnFixture {

  private static List<HeaderRule> rules(String... texts) {
    return Stream.of(texts).map(HeaderRule::of).toList();
  }

  private String sent(String fields, String... rules) throws Exception {
    var addresses = List.of(UpstreamAddress.of(upstream.uri("/").toString()));
    var route =
        new ProxyRoute(
            "up", addresses, UpstreamLimits.DEFAULT, TrustedProxies.NONE, false, rules(rules));
    serve("/", new ProxyHandler(route, client));
    var reader = connect().send("GET /v1/x HTTP/1.1\nHost: x\n" + fields + "\n");
    var connection = upstream.next();
    connection.send(OK);
    reader.readHead();
    return connection.head();
  }

  @Test
  @DisplayName(
      "PX-20, PX-20.1, PX-20.2 a rule sets or removes a field, however the client writes it")
  void setAndRemoved() throws Exception {
    var head =
        sent(
            "authorization: mine\nAUTHORIZATION: twice\nX_Api_Key: sly\nCookie: a=b\nA: b\n",
            "Authorization: Bearer x: y",
            "X-Api-Key:k",
            "Cookie:",
            "Host: other.example",
            "User-Agent: a",
            "User-Agent: b");
    assertEquals("Bearer x: y", field(head, "Authorization"));
    assertEquals("k", field(head, "X-Api-Key"));
    assertEquals("none", field(head, "X_Api_Key"));
    assertEquals("none", field(head, "Cookie"));
    assertEquals("other.example", field(head, "Host"));
    assertEquals("b", field(head, "User-Agent"));
    assertEquals("b", field(head, "A"));
  }

  @Test
  @DisplayName("PX-20.3 a rule with a path is for requests below it alone")
  void paths() throws Exception {
    var head = sent("Z: z\n", "/v1/: A: 1", "/v1/{x}: B: 2", "/v2/: C: 3", "/v1: D: 4", "/v2/: Z:");
    assertEquals("1", field(head, "A"));
    assertEquals("2", field(head, "B"));
    assertEquals("none", field(head, "C"));
    assertEquals("none", field(head, "D"));
    assertEquals("z", field(head, "Z"));
  }

  @Test
  @DisplayName("PX-21.1 a rule shows its field and not its value")
  void hidden() {
    var rule = HeaderRule.of("/v1/: Authorization: Bearer secret");
    assertEquals("/v1/: Authorization: ...", rule.toString());
    assertFalse(rule.removes());
    assertTrue(HeaderRule.of("A:").removes());
  }

  @Test
  @DisplayName("PX-23 the one request of shared+http: has the fields of its rules")
  void shared() throws Exception {
    var address = UpstreamAddress.of(upstream.uri("/").toString());
    var shared =
        new SharedUpstream(
            client, address, UpstreamLimits.DEFAULT, new Hops("GET"), rules("Key: k", "Accept:"));
    var call = shared.ask("");
    var head = upstream.next().head();
    call.close();
    assertEquals("k", field(head, "Key"));
    assertEquals("none", field(head, "Accept"));
  }
}
