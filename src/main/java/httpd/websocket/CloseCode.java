package httpd.websocket;

/** The status codes with which a server closes a WebSocket (RFC 6455, section 7.4). */
public enum CloseCode {
  /** The source has ended, and all of it was sent. */
  NORMAL(1000),
  /** The server stops, or the WebSocket has reached its age: the client is to come back. */
  GOING_AWAY(1001),
  PROTOCOL_ERROR(1002),
  /** A message of a kind that is not taken here. */
  UNSUPPORTED(1003),
  /** A text that is not UTF-8. */
  INVALID_TEXT(1007),
  /** What the client has sent is refused, or its right has ended. */
  REFUSED(1008),
  TOO_LONG(1009),
  /** The source has failed: something is missing. */
  FAILED(1011),
  /** There is no room for what the client has sent, at the moment. */
  TRY_LATER(1013);

  private static final int FIRST_OF_LIBRARIES = 3000;
  private static final int LAST_OF_APPLICATIONS = 4999;
  private static final int LAST_OF_PROTOCOL = 1014;

  private final int number;

  CloseCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** Whether a peer may send this number: those for endings without a close frame may not. */
  static boolean maySend(int number) {
    boolean isOfProtocol = number >= NORMAL.number && number <= LAST_OF_PROTOCOL;
    boolean isReserved = number >= 1004 && number <= 1006;
    return (isOfProtocol && !isReserved)
        || (number >= FIRST_OF_LIBRARIES && number <= LAST_OF_APPLICATIONS);
  }
}
