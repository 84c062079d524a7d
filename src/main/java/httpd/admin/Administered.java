package httpd.admin;

import httpd.Headers;
import httpd.HttpException;
import httpd.limit.Limits;
import httpd.route.Route;
import httpd.server.Server;
import httpd.server.answer.CountingLogs;
import httpd.server.answer.OpenExchange;
import httpd.server.answer.OpenExchanges;
import httpd.server.answer.Watched;
import httpd.topic.HasTopics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The server that the admin place shows, and what it serves. Safe for all threads.
 *
 * <pre>
 *   STARTING ── serving(server) ──► SERVING ── draining() ──► DRAINING
 * </pre>
 */
public final class Administered {

  /** Where the server is between its start and its stop. */
  public enum Phase {
    STARTING,
    SERVING,
    DRAINING
  }

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int SERVICE_UNAVAILABLE = 503;

  private final Limits limits;
  private final OpenExchanges exchanges;
  private final Duration patience;
  private volatile List<Route> routes = List.of();
  private volatile List<ServedRoute> served = List.of();
  private volatile @Nullable Server server;
  private volatile Phase phase = Phase.STARTING;

  /** One that is starting, with these limits; its exchanges are those that these logs count. */
  public Administered(Limits limits, CountingLogs logs) {
    this(limits, logs, PATIENCE);
  }

  /** The same, which waits so long for an event loop. */
  Administered(Limits limits, CountingLogs logs, Duration patience) {
    this.limits = limits;
    this.exchanges = new OpenExchanges(logs);
    this.patience = patience;
  }

  /** The server listens. */
  public void serving(Server server) {
    this.server = server;
    phase = Phase.SERVING;
  }

  /** The server stops. */
  public void draining() {
    phase = Phase.DRAINING;
  }

  /** Sets the routes of the server, and what they were opened for. */
  public void setRoutes(List<Route> routes, List<ServedRoute> served) {
    this.routes = List.copyOf(routes);
    this.served = List.copyOf(served);
  }

  /** Returns what the routes were opened for, in the order of the command line. */
  public List<ServedRoute> served() {
    return served;
  }

  /** Returns the routes as the command line has them; their handlers say what they are. */
  public List<Route> routes() {
    return routes;
  }

  public Phase phase() {
    return phase;
  }

  /** Returns the server; null while it is starting. */
  public @Nullable Server server() {
    return server;
  }

  /**
   * Returns the exchanges that are wanted.
   *
   * @throws HttpException 503 if an event loop of the server does not answer
   */
  public List<OpenExchange> openExchanges(Predicate<Watched> wanted) throws InterruptedException {
    return await(exchanges.those(wanted));
  }

  /** Shows each exchange to the visitor of its event loop. */
  <V extends OpenExchanges.Visitor> OpenExchanges.Visited<V> visit(Supplier<V> visitors)
      throws InterruptedException {
    return await(exchanges.visit(visitors));
  }

  /** Returns the one with a number; null if it is over, or there never was one. */
  public @Nullable OpenExchange openExchange(long id) throws InterruptedException {
    return this.<@Nullable OpenExchange>await(exchanges.find(id));
  }

  /** Cuts the one with a number; false if it is over, or there never was one. */
  public boolean stop(long id) throws InterruptedException {
    return await(exchanges.stop(id));
  }

  /**
   * Waits for an answer of event loops.
   *
   * @throws HttpException 503 if one does not answer
   */
  <T extends @Nullable Object> T await(Future<T> answer) throws InterruptedException {
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new HttpException(
          SERVICE_UNAVAILABLE,
          "An event loop of the server has not answered for "
              + patience.toMillis()
              + " ms: something blocks it",
          Headers.EMPTY,
          e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the exchanges cannot be seen", e.getCause());
    }
  }

  /** Returns how many topics are in memory. */
  public int topicCount() {
    return served.stream().map(ServedRoute::handler).mapToInt(HasTopics::count).sum();
  }

  public Limits limits() {
    return limits;
  }
}
