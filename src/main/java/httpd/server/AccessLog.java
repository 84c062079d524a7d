package httpd.server;

/**
 * Receives the events of every request.
 *
 * <p>A stream has three events: when it opens, when its head is sent, and when it is done. Any
 * other response has one, when it is done. Done is recorded for every request, once and last.
 */
@FunctionalInterface
public interface AccessLog {

  /** Records nothing, at no cost. */
  AccessLog OFF = event -> {};

  /**
   * Records an event. Called on the event loop of the connection: must not wait. If it throws, this
   * event is lost; the failure is logged once for each class of exception.
   */
  void record(AccessEvent event);
}
