package httpd.server.connection;

/** Where an {@link ExchangeSequence} is, which has the drawing. */
enum SequenceState {
  IDLE,
  EXCHANGING,
  REFUSING,
  PREFACED,
  CLOSED;

  /** Whether what still arrives is dropped. */
  boolean takesNoMore() {
    return this == REFUSING || this == PREFACED || this == CLOSED;
  }
}
