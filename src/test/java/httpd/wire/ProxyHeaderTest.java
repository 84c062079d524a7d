package httpd.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.Response;
import httpd.http.AddressText;
import httpd.http.UnixPeer;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.net.Transport;
import httpd.server.AccessEvent;
import httpd.server.ListenAddress;
import httpd.server.ServerConfig;
import httpd.server.log.LogFormat;
import httpd.server.tls.TlsSettings;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.TlsWire;
import httpd.testing.UnixClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of the PROXY protocol, version 1 and 2, good and bad. */
class ProxyHeaderTest extends WireTest {

  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(ISO_8859_1);
  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final byte[] ADDRESSES_OF_IPV4 = {9, 9, 9, 9, 10, 0, 0, 1, 0x12, 0x34, 0, 80};

  private static final String[] TLS_1_3 = {"TLSv1.3"};

  private static final Handler TELLING =
      request -> Response.text(AddressText.withPort(request.remoteAddress()) + "\n");

  @TempDir Path directory;

  private static ServerConfig trusting() {
    return config().withProxyHeaders(InetAddress::isLoopbackAddress);
  }

  /** A header of version 2; the length is that of the rest, unless another one is told. */
  private static byte[] version2(int command, int family, byte[] rest, int length) {
    var header = new ByteArrayOutputStream();
    header.writeBytes(SIGNATURE);
    header.write(command);
    header.write(family);
    header.write(length >> 8);
    header.write(length);
    header.writeBytes(rest);
    return header.toByteArray();
  }

  private static byte[] version2(int command, int family, byte[] rest) {
    return version2(command, family, rest, rest.length);
  }

  private static byte[] joined(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (var part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private String asked(byte[] header) throws IOException {
    var client = connect().sendBytes(joined(header, REQUEST.getBytes(ISO_8859_1)));
    client.readHead();
    var body = client.readUntil("\u240a");
    return body.substring(0, body.length() - 1);
  }

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 203.0.113.7 10.0.0.1 4711 80, 203.0.113.7:4711",
    "PROXY TCP6 2001:db8::7 ::1 4711 80, [2001:db8::7]:4711",
    "PROXY TCP6 ::ffff:203.0.113.7 ::1 4711 80, 203.0.113.7:4711",
  })
  @DisplayName("N-40 version 1 tells the address of the client")
  void version1(String header, String client) throws Exception {
    serve(trusting(), TELLING);
    assertEquals(client, asked((header + "\r\n").getBytes(ISO_8859_1)));
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("N-40 version 2 tells the address of the client, over IPv4 and IPv6")
  void version2(Transport transport) throws Exception {
    serve(trusting().withTransport(transport), TELLING);
    assertEquals("9.9.9.9:4660", asked(version2(PROXY, 0x11, ADDRESSES_OF_IPV4)));
    var six = InetAddress.ofLiteral("2001:db8::7").getAddress();
    var addresses = joined(six, six, new byte[] {0x12, 0x34, 0, 80});
    assertEquals("[2001:db8::7]:4660", asked(version2(PROXY, 0x21, addresses)));
  }

  @Test
  @DisplayName("N-41 fields after the addresses are skipped, as those of TLS; up to 2 KiB")
  void fields() throws Exception {
    serve(trusting(), TELLING);
    var ssl = new byte[] {0x20, 0, 5, 7, 0, 0, 0, 0};
    assertEquals("9.9.9.9:4660", asked(version2(PROXY, 0x11, joined(ADDRESSES_OF_IPV4, ssl))));
    var padding = new byte[1500];
    padding[0] = 4; // PP2_TYPE_NOOP
    padding[1] = (byte) (1497 >> 8);
    padding[2] = (byte) 1497;
    assertEquals("9.9.9.9:4660", asked(version2(PROXY, 0x11, joined(ADDRESSES_OF_IPV4, padding))));
  }

  @Test
  @DisplayName("N-42 LOCAL, UNKNOWN and other families keep the address of the proxy")
  void noAddress() throws Exception {
    serve(trusting(), TELLING);
    var unix = new byte[216];
    unix[0] = '/';
    for (var header :
        List.of(
            "PROXY UNKNOWN\r\n".getBytes(ISO_8859_1),
            "PROXY UNKNOWN 1.2.3.4 5.6.7.8 1 2\r\n".getBytes(ISO_8859_1),
            version2(LOCAL, 0, new byte[0]),
            version2(LOCAL, 0x11, ADDRESSES_OF_IPV4),
            version2(PROXY, 0, new byte[0]),
            version2(PROXY, 0x31, unix))) {
      assertTrue(asked(header).startsWith("127.0.0.1:"), new String(header, ISO_8859_1));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("N-40 a header may come byte by byte")
  void byteByByte(Transport transport) throws Exception {
    serve(trusting().withTransport(transport), TELLING);
    for (var header :
        List.of(
            "PROXY TCP4 203.0.113.7 10.0.0.1 4711 80\r\n".getBytes(ISO_8859_1),
            version2(PROXY, 0x11, ADDRESSES_OF_IPV4))) {
      var client = connect();
      for (byte each : joined(header, REQUEST.getBytes(ISO_8859_1))) {
        client.sendBytes(new byte[] {each});
      }
      client.readHead();
      assertTrue(List.of("203.0.113.7:4711", "9.9.9.9:4660").contains(line(client)));
    }
  }

  private static String line(RawClient client) throws IOException {
    var body = client.readUntil("\u240a");
    return body.substring(0, body.length() - 1);
  }

  @Test
  @DisplayName("N-43 what the header tells is in the log, and counts for the limit of an address")
  void logAndLimit() throws Exception {
    var events = new LinkedBlockingQueue<AccessEvent>();
    var limits = Limits.standard().with(Bound.CONNECTIONS_PER_ADDRESS, 1);
    serve(trusting().withAccessLog(events::add).withLimits(limits), TELLING);
    asked(version2(PROXY, 0x11, ADDRESSES_OF_IPV4));
    var logged = LogFormat.COMBINED.line(events.poll(10, TimeUnit.SECONDS));
    assertTrue(logged.startsWith("9.9.9.9 - - ["), logged);
    asked("PROXY TCP4 9.9.9.8 10.0.0.1 4711 80\r\n".getBytes(ISO_8859_1));
    var refused = connect().sendBytes(version2(PROXY, 0x11, ADDRESSES_OF_IPV4));
    assertTrue(refused.readHead().startsWith("HTTP/1.1 503 "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "PROXY TCP4 1.2.3 5.6.7.8 1 2\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1 70000\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1\r\n",
        "PROXY TCP5 1.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY TCP4 localhost localhost 1 2\r\n",
        "PROXY TCP6 fe80::1%nosuch ::1 1 2\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003aaaaaaaaaaaaa\r\n",
        "\r\n\r\n\0\r\nQUIT\n1\u0011\0\u000cabcdefghijkl",
        "\r\n\r\n\0\r\nQUIT\n/\u0011\0\u000cabcdefghijkl",
        "\r\n\r\n\0\r\nQUIT\n!\u0011\0\u0002ab",
      })
  @DisplayName("N-44 a connection that does not begin with a good header is closed and logged once")
  void bad(String sent) throws Exception {
    serve(trusting(), TELLING);
    var client = connect().sendBytes(sent.getBytes(ISO_8859_1));
    client.readEnd();
    Eventually.isFine(() -> log.records().isEmpty() ? "nothing is logged" : null);
    assertEquals(1, log.records().size(), log.text());
    assertEquals(
        "closed a connection of 127.0.0.1: it did not begin with a PROXY header",
        log.records().getFirst().getMessage());
  }

  @Test
  @DisplayName("N-44 a header longer than 107 bytes, or with more than 2 KiB of fields, is refused")
  void tooLong() throws Exception {
    serve(trusting(), TELLING);
    connect().sendBytes(("PROXY UNKNOWN " + "x".repeat(200)).getBytes(ISO_8859_1)).readEnd();
    var long2 = version2(PROXY, 0x11, new byte[2400], 0xffff);
    connect().sendBytes(long2).readEnd();
    Eventually.isFine(() -> log.records().size() == 2 ? null : log.text());
  }

  @Test
  @DisplayName("N-45 a proxy that sends no header in time is closed; one that leaves is not logged")
  void time() throws Exception {
    var limits = Limits.standard().with(Bound.HEAD_TIME, 100);
    serve(trusting().withLimits(limits), TELLING);
    assertEquals("FIN", connect().send("PROXY TCP4 ").readEnd());
    Eventually.isFine(() -> log.records().size() == 1 ? null : log.text());
    connect().halfClose().readEnd();
    assertEquals(1, log.records().size());
  }

  @Test
  @DisplayName("N-40, N-43 a TLS handshake and HTTP follow the header")
  void tls() throws Exception {
    var own = TlsSettings.ownCertificate(Set.of("localhost"));
    var events = new LinkedBlockingQueue<AccessEvent>();
    serve(trusting().withTls(own).withAccessLog(events::add), TELLING);
    for (var header :
        List.of(
            "PROXY TCP4 9.9.9.9 10.0.0.1 4660 80\r\n".getBytes(ISO_8859_1),
            version2(PROXY, 0x11, ADDRESSES_OF_IPV4))) {
      var client =
          connect()
              .sendBytes(header)
              .secured(TlsWire.context(), settings -> settings.setProtocols(TLS_1_3));
      client.sendBytes(REQUEST.getBytes(ISO_8859_1)).readHead();
      assertEquals("9.9.9.9:4660", line(client));
      assertTrue(LogFormat.COMBINED.line(events.take()).startsWith("9.9.9.9 - - ["));
    }
  }

  @Test
  @DisplayName("N-42, N-46 a second header is a bad request")
  void twice() throws Exception {
    serve(trusting(), TELLING);
    var second = "PROXY TCP4 6.6.6.6 10.0.0.1 1 2\r\n".getBytes(ISO_8859_1);
    var client = connect().sendBytes(joined(version2(LOCAL, 0, new byte[0]), second));
    assertTrue(client.readHead().startsWith("HTTP/1.1 400 "));
  }

  @Test
  @DisplayName("N-46 from elsewhere a header is not a request: 400, and requests are served")
  void untrusted() throws Exception {
    serve(config().withProxyHeaders(address -> false), TELLING);
    for (var header :
        List.of(
            "PROXY TCP4 203.0.113.7 10.0.0.1 4711 80\r\n".getBytes(ISO_8859_1),
            version2(PROXY, 0x11, ADDRESSES_OF_IPV4))) {
      var client = connect().sendBytes(joined(header, REQUEST.getBytes(ISO_8859_1)));
      assertTrue(client.readHead().startsWith("HTTP/1.1 400 "));
    }
    assertTrue(asked(new byte[0]).startsWith("127.0.0.1:"));
  }

  @Test
  @DisplayName("N-47 clients of a unix-domain socket can be proxies too")
  void unix() throws Exception {
    var path = directory.resolve("s");
    var listen = List.<ListenAddress>of(new ListenAddress.Unix(path, 0600, null, null));
    serve(config().withListen(listen).withProxyHeaders(UnixPeer::is), TELLING);
    try (var client = new UnixClient(path)) {
      client.send("PROXY TCP4 203.0.113.7 10.0.0.1 4711 80\n").get("/");
      client.readUntil("203.0.113.7:4711");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("N-48 a stop closes connections that have not sent their header")
  void stop(Transport transport) throws Exception {
    var server = serve(trusting().withTransport(transport), TELLING);
    var client = connect();
    var served = connect();
    served.sendBytes(
        ("PROXY UNKNOWN\r\n" + REQUEST).getBytes(ISO_8859_1)); // Accepted after the other.
    served.readHead();
    server.close();
    assertEquals("FIN", client.readEnd());
  }
}
