package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Installed;
import httpd.testing.RedisServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Logs in Redis": a server with TLS. */
class RedisTlsIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();

  @TempDir Path directory;

  private void run(String... command) throws Exception {
    try (var launched = Launched.start(directory, Map.of(), List.of(command))) {
      var result = launched.await();
      assertEquals(0, result.code(), result.err());
    }
  }

  private void makeCertificate() throws Exception {
    run(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "key.pem",
        "-out",
        "certificate.pem",
        "-days",
        "2",
        "-subj",
        "/CN=redis",
        "-addext",
        "subjectAltName=IP:127.0.0.1");
    run(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-importcert",
        "-noprompt",
        "-file",
        "certificate.pem",
        "-keystore",
        "trusted.p12",
        "-storepass",
        "changeit");
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  @DisplayName("RD-7 with rediss: the server is trusted as the JVM trusts others, or refused")
  void trusted() throws Exception {
    Installed.require("redis-server");
    Installed.require("openssl");
    makeCertificate();
    int port = freePort();
    var target = "/a=hub:rediss://127.0.0.1:" + port + "/k";
    var file = directory.resolve("certificate.pem").toString();
    var key = directory.resolve("key.pem").toString();
    var options =
        "-Djavax.net.ssl.trustStorePassword=changeit -Djavax.net.ssl.trustStore="
            + directory.resolve("trusted.p12");
    try (var redis =
        RedisServer.start(
            directory,
            "--tls-port",
            "" + port,
            "--tls-cert-file",
            file,
            "--tls-key-file",
            key,
            "--tls-auth-clients",
            "no")) {
      var refused = Launched.run(directory, List.of(PROGRAM, "--port", "0", target));
      assertEquals(2, refused.code(), refused.err());
      assertTrue(refused.err().contains("was not trusted"), refused.err());
      assertTrue(refused.err().contains("javax.net.ssl.trustStore"), refused.err());
      try (var httpd =
              Launched.start(
                  directory,
                  Map.of("HTTPD_JAVA_OPTIONS", options),
                  List.of(PROGRAM, "--port", "0", target));
          var client = HttpClient.newHttpClient()) {
        var uri = URI.create("http://127.0.0.1:" + httpd.address().getPort() + "/a");
        var request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString("1")).build();
        int status = client.send(request, BodyHandlers.ofString()).statusCode();
        assertEquals(201, status, httpd.readErr());
        var names = redis.command("KEYS", "*");
        assertTrue(names.contains("k:{"), names);
      }
    }
  }
}
