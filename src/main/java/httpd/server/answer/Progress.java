package httpd.server.answer;

import httpd.line.Insight;

/**
 * How far an exchange has come.
 *
 * @param lines handed to the connection so far
 * @param bytes of the body handed to the connection so far
 */
public record Progress(State state, long lines, long bytes, Insight insight) {

  /** What an exchange does, or waits for. */
  public enum State {
    /** The handler has not returned. */
    HANDLING("handling", "handler"),
    /** The body of the request is awaited. */
    RECEIVING("receiving", "client"),
    /** Lines are being sent. */
    SENDING("sending", ""),
    /** The source has no line. */
    WAITING_FOR_LINE("waiting-for-line", "source"),
    /** The client takes no more for now. */
    WAITING_FOR_CLIENT("waiting-for-client", "client"),
    /** The connection speaks another protocol. */
    TUNNEL("tunnel", "");

    private final String word;
    private final String awaited;

    State(String word, String awaited) {
      this.word = word;
      this.awaited = awaited;
    }

    /** Returns its name for programs. */
    public String word() {
      return word;
    }

    /** Returns whom it waits for; empty if it waits for none. */
    public String awaited() {
      return awaited;
    }
  }

  static Progress of(State state) {
    return new Progress(state, 0, 0, Insight.NONE);
  }
}
