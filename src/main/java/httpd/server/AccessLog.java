package httpd.server;

/**
 * Is told what becomes of every request; {@link LogFormat} makes lines of it and {@link LogWriter}
 * writes them.
 *
 * <p>A stream tells three times: when it opens, when its head is out and when it is done. Anything
 * else tells once, when it is done. Done comes for every request, whatever ends it, and comes last.
 */
@FunctionalInterface
public interface AccessLog {

  /** Hears nothing, and costs nothing. */
  AccessLog OFF = event -> {};

  /**
   * Called on the event loop of the connection: must not wait. What it throws loses this event, and
   * is logged once for each class of exception.
   */
  void record(AccessEvent event);
}
