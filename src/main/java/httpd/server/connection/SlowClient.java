package httpd.server.connection;

import httpd.HttpException;
import httpd.server.answer.Awaited;

/** What a connection waits for, and what it does with a client that keeps it waiting. */
final class SlowClient implements ClientWatch.Watched {

  private final HttpConnection connection;
  private final ExchangeSequence exchanges;

  SlowClient(HttpConnection connection, ExchangeSequence exchanges) {
    this.connection = connection;
    this.exchanges = exchanges;
  }

  @Override
  public Awaited awaited() {
    return exchanges.awaited();
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
      case REQUEST -> connection.close();
      case HEAD -> exchanges.refuseHalfHead();
      case BODY -> endRequest();
      case ANSWER -> connection.resetSlowClient();
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
}
