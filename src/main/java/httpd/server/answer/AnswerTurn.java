package httpd.server.answer;

/**
 * Takes short answers whole, which leave the connection together at the end of its turn: when all
 * requests of one read are handled. On the event loop of the connection only.
 */
public interface AnswerTurn {

  /**
   * Adds an answer that is complete with these bytes, and has its end logged when they are written.
   *
   * @return false if they have to be written on their own
   */
  boolean add(AnswerBytes answer, ExchangeLog log);

  /** Writes what was added. */
  void flush();

  /** Writes what was added, unless the turn still lasts. */
  void flushAtItsEnd();
}
