package httpd.server.connection;

import httpd.HttpException;
import httpd.net.SocketReset;
import httpd.server.answer.Awaited;
import io.netty.channel.Channel;

/** What a connection waits for, and what it does with a client that keeps it waiting. */
final class SlowClient implements ClientWatch.Watched {

  private final HttpConnection connection;
  private final Channel channel;
  private final ExchangeSequence exchanges;
  private final TurnAnswers turn;
  private boolean tooSlow;

  SlowClient(
      HttpConnection connection, Channel channel, ExchangeSequence exchanges, TurnAnswers turn) {
    this.connection = connection;
    this.channel = channel;
    this.exchanges = exchanges;
    this.turn = turn;
  }

  @Override
  public Awaited awaited() {
    return turn.isBehind() ? Awaited.ANSWER : exchanges.awaited();
  }

  @Override
  public long received() {
    var exchange = exchanges.current();
    return exchange == null ? 0 : exchange.body().received();
  }

  @Override
  public void missed(Awaited awaited) {
    switch (awaited) {
      case NOTHING -> {}
      case REQUEST -> channel.close();
      case HEAD -> exchanges.refuseHalfHead();
      case BODY -> endRequest();
      case ANSWER -> reset();
    }
  }

  private void endRequest() {
    var exchange = exchanges.current();
    if (exchange == null || exchange.isDone()) {
      connection.finish();
    } else {
      exchange.bodyBroken(new HttpException(408, "The body of the request came too slowly"));
    }
  }

  /** What waits in the system's buffer is dropped, so that the client sees the cut. */
  private void reset() {
    tooSlow = true;
    SocketReset.onClose(channel, true);
    channel.close();
  }

  /** Whether it was cut since it did not take its answer. */
  boolean isTooSlow() {
    return tooSlow;
  }
}
