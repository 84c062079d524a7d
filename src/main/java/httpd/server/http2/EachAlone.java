package httpd.server.http2;

import httpd.server.answer.AnswerBytes;
import httpd.server.answer.AnswerTurn;
import httpd.server.answer.ExchangeLog;

/** Takes no answer: each is written on its own, and those of one read leave together anyway. */
final class EachAlone implements AnswerTurn {

  static final EachAlone INSTANCE = new EachAlone();

  private EachAlone() {}

  @Override
  public boolean add(AnswerBytes answer, ExchangeLog log) {
    return false;
  }

  @Override
  public void flush() {}

  @Override
  public void flushAtItsEnd() {}
}
