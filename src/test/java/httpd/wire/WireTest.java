package httpd.wire;

import httpd.Handler;
import httpd.net.Transport;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.server.tls.TlsSettings;
import httpd.testing.LogCapture;
import httpd.testing.RawClient;
import httpd.testing.TlsWire;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the transcripts share: a server of its own for each, and clients that are gone afterwards.
 */
abstract class WireTest {

  private static final SSLContext CLIENTS = TlsWire.context();
  private static final TlsSettings CERTIFICATE = TlsSettings.ownCertificate(Set.of("localhost"));

  private final List<RawClient> clients = new CopyOnWriteArrayList<>();
  private Server server;
  protected LogCapture log;

  @BeforeEach
  void captureLog() {
    log = new LogCapture();
  }

  @AfterEach
  void takeDown() throws IOException {
    for (var client : clients) {
      client.close();
    }
    if (server != null) {
      server.close();
    }
    log.close();
  }

  /** Whether server and clients speak TLS: the same rules hold then. */
  protected boolean isSecure() {
    return Boolean.getBoolean("httpd.test.tls");
  }

  protected static ServerConfig config() {
    return ServerConfig.defaults().withPort(0).withEventLoops(1);
  }

  protected Server serve(Handler handler) throws IOException {
    return serve(config(), handler);
  }

  protected Server serve(Transport transport, Handler handler) throws IOException {
    return serve(config().withTransport(transport), handler);
  }

  protected Server serve(ServerConfig config, Handler handler) throws IOException {
    server = Server.start(isSecure() ? config.withTls(CERTIFICATE) : config, handler);
    return server;
  }

  protected Server server() {
    return server;
  }

  protected RawClient connect() throws IOException {
    return connect(0);
  }

  protected RawClient connect(int receiveBuffer) throws IOException {
    var client = new RawClient(server.address(), receiveBuffer);
    clients.add(client);
    return isSecure() ? client.secured(CLIENTS, parameters -> {}) : client;
  }
}
