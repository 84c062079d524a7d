package httpd.server.answer;

/** Has each answer written on its own. */
final class AloneTurn implements AnswerTurn {

  @Override
  public boolean add(AnswerBytes answer, ExchangeLog log) {
    return false;
  }

  @Override
  public void flush() {}

  @Override
  public void flushAtItsEnd() {}
}
