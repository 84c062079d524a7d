package httpd.proxy;

/** A server with a route to an upstream. */
abstract class PassingOnFixture extends ProxyTest {

  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  static final String TEXT =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";

  static String field(String head, String name) {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
        .map(line -> line.substring(name.length() + 2))
        .reduce((a, b) -> a + " | " + b)
        .orElse("none");
  }
}
