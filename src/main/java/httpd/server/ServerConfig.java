package httpd.server;

import httpd.limit.Limits;
import httpd.net.Transport;
import httpd.server.tls.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a server listens and what it allows. Start from {@link #defaults} and change what you need.
 *
 * @param bind the address to listen on; loopback by default, so that only this machine can connect
 * @param port 1 to 65535, or 0 for a free one
 * @param transport which of the system's interfaces to use
 * @param eventLoops threads that carry connections, at least 1
 * @param drain how long a stop waits for eager answers, and over which it spreads the ends of event
 *     streams; zero to close all at once
 * @param heartbeat silence after which an event stream is sent a comment; zero for never
 * @param maxStreamAge the age at which an event stream ends, give or take a fifth, so that its
 *     client reconnects; zero for no limit
 * @param accessLog receives the events of every request
 * @param limits what each client, and all together, may hold; the counters in it are for one server
 * @param sites the names that the server answers to, and what pages of other sites may do
 * @param tls its certificates; null for plain HTTP
 * @param compress whether text is compressed for clients that accept it
 * @param httpPort the port of a plain listener that redirects to TLS, 0 for a free one; -1 for none
 * @param listen where it listens instead of {@code bind}; empty for {@code bind} and {@code port}
 * @param proxyHeaders whose connections begin with a header of the PROXY protocol
 * @param whenBound runs when all sockets listen, before a connection is accepted
 * @param meter counts connections, exchanges and lines; null for none
 */
public record ServerConfig(
    String bind,
    int port,
    Transport transport,
    int eventLoops,
    Duration drain,
    Duration heartbeat,
    Duration maxStreamAge,
    AccessLog accessLog,
    Limits limits,
    SitePolicy sites,
    @Nullable TlsSettings tls,
    boolean compress,
    int httpPort,
    List<ListenAddress> listen,
    Predicate<InetAddress> proxyHeaders,
    BoundTask whenBound,
    @Nullable ServerMeter meter) {

  /** No connection begins with a header of the PROXY protocol. */
  public static final Predicate<InetAddress> NO_PROXY_HEADERS = address -> false;

  /** Has nothing to do when the sockets listen. */
  public static final BoundTask NO_TASK = () -> {};

  /** Runs between the moment that all sockets listen and the first connection. */
  public interface BoundTask {

    /**
     * Runs once; if it throws, the sockets are closed, and the start fails with what it throws.
     *
     * @throws IOException if the server cannot start
     */
    void run() throws IOException;
  }

  private static final int MOST_EVENT_LOOPS = 1024;

  /** Far from an overflow of nanoseconds, so that two times may be added. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the value and its range
   */
  public ServerConfig {
    Objects.requireNonNull(bind, "bind");
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(accessLog, "accessLog");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(sites, "sites");
    listen = List.copyOf(listen);
    Objects.requireNonNull(proxyHeaders, "proxyHeaders");
    Objects.requireNonNull(whenBound, "whenBound");
    if (bind.isBlank()) {
      throw new IllegalArgumentException(
          "bind is an address of this machine, such as 127.0.0.1, was \"" + bind + "\"");
    }
    check("a port", port, 0, 65535);
    check("the port of redirects", httpPort, -1, 65535);
    check("the number of event loops", eventLoops, 1, MOST_EVENT_LOOPS);
    check("the drain", drain, Duration.ZERO);
    check("the heartbeat", heartbeat, Duration.ZERO);
    check("the age of a stream", maxStreamAge, Duration.ZERO);
  }

  private static void check(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s is %s to %s, was %s".formatted(what, least, most, value));
    }
  }

  private static void check(String what, Duration time, Duration least) {
    Objects.requireNonNull(time, what);
    if (time.compareTo(least) < 0 || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s is %s to %s days, was %s"
              .formatted(what, least.isZero() ? "0" : "more than 0", LONGEST.toDays(), time));
    }
  }

  /** 127.0.0.1:8080, an event loop for each processor, the standard limits, no log. */
  public static ServerConfig defaults() {
    return new ServerConfig(
        "127.0.0.1",
        8080,
        Transport.AUTO,
        Runtime.getRuntime().availableProcessors(),
        Duration.ofSeconds(10),
        Duration.ofSeconds(15),
        Duration.ZERO,
        AccessLog.OFF,
        Limits.standard(),
        SitePolicy.DEFAULT,
        null,
        true,
        -1,
        List.of(),
        NO_PROXY_HEADERS,
        NO_TASK,
        null);
  }

  /** The same with another address. */
  public ServerConfig withBind(String bind) {
    return changed(draft -> draft.bind = bind);
  }

  /** The same with another port. */
  public ServerConfig withPort(int port) {
    return changed(draft -> draft.port = port);
  }

  /** The same with another transport. */
  public ServerConfig withTransport(Transport transport) {
    return changed(draft -> draft.transport = transport);
  }

  /** The same with another number of event loops. */
  public ServerConfig withEventLoops(int eventLoops) {
    return changed(draft -> draft.eventLoops = eventLoops);
  }

  /** The same with other limits. */
  public ServerConfig withLimits(Limits limits) {
    return changed(draft -> draft.limits = limits);
  }

  /** The same with another time for a stop. */
  public ServerConfig withDrain(Duration drain) {
    return changed(draft -> draft.drain = drain);
  }

  /** The same with another heartbeat of event streams. */
  public ServerConfig withHeartbeat(Duration heartbeat) {
    return changed(draft -> draft.heartbeat = heartbeat);
  }

  /** The same with another age at which event streams end. */
  public ServerConfig withMaxStreamAge(Duration maxStreamAge) {
    return changed(draft -> draft.maxStreamAge = maxStreamAge);
  }

  /** The same with another access log. */
  public ServerConfig withAccessLog(AccessLog accessLog) {
    return changed(draft -> draft.accessLog = accessLog);
  }

  /** The same with another policy for names and pages. */
  public ServerConfig withSites(SitePolicy sites) {
    return changed(draft -> draft.sites = sites);
  }

  /** The same over TLS; null for plain HTTP. */
  public ServerConfig withTls(@Nullable TlsSettings tls) {
    return changed(draft -> draft.tls = tls);
  }

  /** The same with another port that redirects to TLS; -1 for none. */
  public ServerConfig withHttpPort(int httpPort) {
    return changed(draft -> draft.httpPort = httpPort);
  }

  /**
   * The same with other names that the server answers to, beside localhost and addresses: {@code
   * app.example}; {@link SitePolicy#ANY_HOST} for all.
   */
  public ServerConfig withHosts(Set<String> hosts) {
    return withSites(sites.withHosts(hosts));
  }

  /** The same with other origins whose pages may act and read: {@code https://app.example}. */
  public ServerConfig withAllowedOrigins(Set<String> origins) {
    return withSites(sites.withOrigins(origins));
  }

  /** The same, with or without compression for clients that accept it. */
  public ServerConfig withCompress(boolean compress) {
    return changed(draft -> draft.compress = compress);
  }

  /** The same on other places, instead of its address; empty for the address. */
  public ServerConfig withListen(List<ListenAddress> listen) {
    return changed(draft -> draft.listen = listen);
  }

  /**
   * The same with other networks whose connections begin with a header of the PROXY protocol, as
   * their proxies send it.
   */
  public ServerConfig withProxyHeaders(Predicate<InetAddress> proxyHeaders) {
    return changed(draft -> draft.proxyHeaders = proxyHeaders);
  }

  /** The same with another task between listening and accepting. */
  public ServerConfig withWhenBound(BoundTask whenBound) {
    return changed(draft -> draft.whenBound = whenBound);
  }

  /** The same with another meter; null for none. */
  public ServerConfig withMeter(@Nullable ServerMeter meter) {
    return changed(draft -> draft.meter = meter);
  }

  private ServerConfig changed(Consumer<ConfigDraft> change) {
    var draft = new ConfigDraft(this);
    change.accept(draft);
    return draft.done();
  }
}
