package httpd.server.connection;

import httpd.HttpException;
import httpd.Response;
import httpd.limit.Bound;
import httpd.net.ReadControl;
import httpd.server.answer.ErrorResponses;
import httpd.server.answer.Exchange;
import httpd.server.answer.ExchangeLog;
import httpd.server.answer.LoopHandlers;
import httpd.server.answer.Refusal;
import httpd.server.answer.ServerShare;
import httpd.server.request.AbsentBody;
import httpd.server.request.ArrivingBody;
import httpd.server.request.ClientText;
import httpd.server.request.ConnectedClient;
import httpd.server.request.RequestBody;
import httpd.server.request.RequestReader;
import httpd.server.request.RequestTraits;
import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/** Begins the exchange of a request, or refuses what is not one. */
final class ExchangeStart {

  private final HttpConnection connection;
  private final ExchangeSequence exchanges;
  private final Channel channel;
  private final ServerShare server;
  private final ReadControl reading;
  private final Runnable writeContinue;
  private final LoopHandlers threads;

  ExchangeStart(
      HttpConnection connection,
      ExchangeSequence exchanges,
      Channel channel,
      ServerShare server,
      ReadControl reading,
      Runnable writeContinue,
      LoopHandlers threads) {
    this.connection = connection;
    this.exchanges = exchanges;
    this.channel = channel;
    this.server = server;
    this.reading = reading;
    this.writeContinue = writeContinue;
    this.threads = threads;
  }

  void begin(HttpRequest head) {
    if (connection.maySpeakHttp2() && Preface.isBegunBy(head)) {
      exchanges.prefaced();
      return;
    }
    var log = server.logs().of(head, channel);
    if (head.decoderResult().isFailure()) {
      countTooLong(head.decoderResult().cause());
      refuse(ErrorResponses.ofUndecodable(head.decoderResult().cause()), log);
    } else if (RequestTraits.expectsTheUnknown(head)) {
      refuse(ErrorResponses.of(417, "The only expectation known here is 100-continue"), log);
    } else {
      exchange(head, log);
    }
  }

  /** Counts a head that is longer than its limit, which the decoder enforces. */
  private void countTooLong(Throwable cause) {
    switch (cause) {
      case TooLongHttpLineException line -> reached(Bound.REQUEST_LINE, 414);
      case TooLongHttpHeaderException fields -> reached(Bound.HEAD, 431);
      default -> {}
    }
  }

  private void reached(Bound bound, int status) {
    server.limits().of(bound).reached(() -> ClientText.answered(status, channel));
  }

  private void exchange(HttpRequest head, ExchangeLog log) {
    var traits = RequestTraits.of(head);
    var client = new ConnectedClient(channel, traits);
    var body = body(traits);
    try {
      var request = RequestReader.read(head, client, body);
      log.handles(request);
      log.reads(body);
      var exchange =
          new Exchange(connection, channel, traits, request, client, body, log, server, threads);
      exchanges.exchanging(exchange);
      exchange.begin();
    } catch (HttpException refused) {
      refuse(ErrorResponses.of(refused.status(), refused.getMessage()), log);
    }
  }

  /** What asks for another protocol has none either, but its end has to be awaited. */
  private RequestBody body(RequestTraits traits) {
    return traits.hasBody() || traits.maySwitch()
        ? new ArrivingBody(channel, reading, traits, server.limits(), writeContinue)
        : new AbsentBody(server.limits());
  }

  /** Answers what is not a request, after which nothing can be trusted on this connection. */
  private void refuse(Response response, ExchangeLog log) {
    var refusal = new Refusal(channel, log, connection::refused);
    exchanges.refusing(refusal);
    refusal.start(response, connection.delivery(RequestTraits.UNREADABLE, false, true));
  }

  void refuseHalfHead() {
    var none = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    var cause = new HttpException(408, "The head of the request did not come in time");
    none.setDecoderResult(DecoderResult.failure(cause));
    begin(none);
  }
}
