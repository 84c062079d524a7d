package httpd.server;

import httpd.limit.Limits;
import httpd.net.Transport;
import httpd.server.tls.TlsSettings;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A mutable copy of a {@link ServerConfig}, so that each change names one component. */
final class ConfigDraft {

  String bind;
  int port;
  Transport transport;
  int eventLoops;
  Duration drain;
  Duration heartbeat;
  Duration maxStreamAge;
  AccessLog accessLog;
  Limits limits;
  SitePolicy sites;
  @Nullable TlsSettings tls;
  boolean compress;
  int httpPort;
  List<ListenAddress> listen;
  Predicate<InetAddress> proxyHeaders;
  ServerConfig.BoundTask whenBound;
  @Nullable ServerMeter meter;

  ConfigDraft(ServerConfig of) {
    bind = of.bind();
    port = of.port();
    transport = of.transport();
    eventLoops = of.eventLoops();
    drain = of.drain();
    heartbeat = of.heartbeat();
    maxStreamAge = of.maxStreamAge();
    accessLog = of.accessLog();
    limits = of.limits();
    sites = of.sites();
    tls = of.tls();
    compress = of.compress();
    httpPort = of.httpPort();
    listen = of.listen();
    proxyHeaders = of.proxyHeaders();
    whenBound = of.whenBound();
    meter = of.meter();
  }

  ServerConfig done() {
    return new ServerConfig(
        bind,
        port,
        transport,
        eventLoops,
        drain,
        heartbeat,
        maxStreamAge,
        accessLog,
        limits,
        sites,
        tls,
        compress,
        httpPort,
        listen,
        proxyHeaders,
        whenBound,
        meter);
  }
}
