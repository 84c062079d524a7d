package httpd.matrix;

import httpd.Handler;
import httpd.proxy.ProxyHandler;
import httpd.proxy.ProxyRoute;
import httpd.proxy.TrustedProxies;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.io.IOException;
import java.util.List;

/** A slow upstream, which is a server of its own with an iterator for each request. */
final class ProxySource implements MatrixSource {

  private final HandlerSource lines = new HandlerSource();
  private final Server upstream;
  private final UpstreamClient client = new UpstreamClient();
  private final ProxyHandler handler;

  ProxySource() throws IOException {
    upstream = Server.start(ServerConfig.defaults().withPort(0).withEventLoops(1), lines.handler());
    var address = UpstreamAddress.of(upstream.uri().toString());
    var route =
        new ProxyRoute(
            name(), List.of(address), UpstreamLimits.DEFAULT, TrustedProxies.NONE, false);
    handler = new ProxyHandler(route, client);
  }

  @Override
  public String name() {
    return "proxy";
  }

  @Override
  public Handler handler() {
    return handler;
  }

  @Override
  public void say(String line) {
    lines.say(line);
  }

  @Override
  public void fail() {
    lines.fail();
  }

  /** The upstream's iterators are closed when its connections are. */
  @Override
  public void awaitReleased() throws InterruptedException {
    lines.awaitReleased();
  }

  @Override
  public void close() {
    upstream.close();
    client.close();
  }
}
