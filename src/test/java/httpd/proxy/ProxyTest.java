package httpd.proxy;

import httpd.Handler;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.testing.LogCapture;
import httpd.testing.RawClient;
import httpd.testing.ScriptedUpstream;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A client, a server with proxy routes, and an upstream that says what its test says. */
abstract class ProxyTest {

  /** What cannot be sent twice, and so comes over a connection of its own. */
  protected static final String ANEW = "POST %s HTTP/1.1\nHost: x\nContent-Length: 0\n\n";

  protected final UpstreamClient client = new UpstreamClient();
  private final List<RawClient> clients = new CopyOnWriteArrayList<>();
  private Server server;
  protected ScriptedUpstream upstream;
  protected LogCapture log;

  @BeforeEach
  void startUpstream() throws IOException {
    log = new LogCapture();
    upstream = new ScriptedUpstream();
  }

  @AfterEach
  void takeDown() throws Exception {
    for (var each : clients) {
      each.close();
    }
    if (server != null) {
      server.close();
    }
    client.close();
    upstream.close();
    log.close();
  }

  protected Handler proxy(UpstreamLimits limits, TrustedProxies trusted, String... urls) {
    var addresses = List.of(urls).stream().map(UpstreamAddress::of).toList();
    return new ProxyHandler(new ProxyRoute("proxy", addresses, limits, trusted, false), client);
  }

  protected Handler proxy(String... urls) {
    return proxy(UpstreamLimits.DEFAULT, TrustedProxies.NONE, urls);
  }

  /** The scripted upstream, behind all paths. */
  protected void serve() throws IOException {
    serve("/", proxy(upstream.uri("/").toString()));
  }

  protected void serve(String path, Handler handler) throws IOException {
    serve(config(), path, handler);
  }

  protected void serve(ServerConfig config, String path, Handler handler) throws IOException {
    var router = Router.of(List.of(Route.of(Set.of(), path, handler)));
    server = Server.start(config, router);
  }

  protected ServerConfig config() {
    return ServerConfig.defaults().withPort(0).withEventLoops(1);
  }

  protected Server server() {
    return server;
  }

  protected RawClient connect() throws IOException {
    return connect(0);
  }

  protected RawClient connect(int receiveBuffer) throws IOException {
    var connected = new RawClient(server.address(), receiveBuffer);
    clients.add(connected);
    return connected;
  }
}
