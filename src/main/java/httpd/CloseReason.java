package httpd;

/** Why a stream has ended. Only {@link #COMPLETED} may look like an end to the client. */
public enum CloseReason {
  /** The source came to its end and all of it was written. */
  COMPLETED,
  /** The client was too slow for a source that is shared by many, or for an eager answer. */
  CLIENT_TOO_SLOW,
  /** The source failed: something is missing. */
  SOURCE_FAILED,
  /** The client left, or sent so much behind its request that it was cut. */
  CLIENT_GONE,
  /** An event stream was older than such a stream may be: its client is to come back. */
  STREAM_TOO_OLD,
  /** The server is stopping. */
  SERVER_STOPPED
}
