package httpd;

/**
 * The reason why a stream has ended. Only {@link #COMPLETED} may look like an end to the client.
 */
public enum CloseReason {
  /** The source came to its end and all of it was written. */
  COMPLETED,
  /** The client was too slow for a shared source, or for an eager answer. */
  CLIENT_TOO_SLOW,
  /** The source failed: something is missing. */
  SOURCE_FAILED,
  /** The client left, or sent so much after its request that it was cut. */
  CLIENT_GONE,
  /** An event stream has reached its maximum age: its client is to reconnect. */
  STREAM_TOO_OLD,
  /** The server is stopping. */
  SERVER_STOPPED,
  /** An administrator has stopped it, as by {@code httpd stop}. */
  STOPPED
}
