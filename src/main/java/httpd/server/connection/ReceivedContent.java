package httpd.server.connection;

import httpd.HttpException;
import httpd.server.answer.Exchange;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;

/** Passes what arrives of a body to the exchange that it belongs to. */
final class ReceivedContent {

  private ReceivedContent() {}

  static void of(
      Exchange exchange,
      HttpContent content,
      HttpConnection connection,
      ExchangeSequence exchanges) {
    if (content.decoderResult().isFailure()) {
      exchange.bodyBroken(new HttpException(400, "The request body is not valid"));
    } else {
      exchange.body().receive(content.content());
      if (content instanceof LastHttpContent) {
        exchange.body().complete();
      }
    }
    if (!exchange.isDone()) {
      return;
    }
    if (content.decoderResult().isFailure() || exchange.body().isTooLongToDiscard()) {
      connection.finish();
    } else if (exchange.body().isComplete()) {
      exchanges.next();
    }
  }
}
