package httpd.server.http2;

import httpd.HttpException;
import httpd.Response;
import httpd.server.answer.ErrorResponses;
import httpd.server.answer.Exchange;
import httpd.server.answer.ExchangeLog;
import httpd.server.answer.Refusal;
import httpd.server.request.AbsentBody;
import httpd.server.request.ArrivingBody;
import httpd.server.request.ConnectedClient;
import httpd.server.request.RequestBody;
import httpd.server.request.RequestReader;
import httpd.server.request.RequestTraits;
import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;

/** Begins the exchange of a stream, or refuses what is not a request. */
final class StreamStart {

  /** As many as a request of HTTP/1.1 may have. */
  private static final int MOST_FIELDS = 256;

  private static final DecoderResult TOO_MANY_FIELDS =
      failure(431, "A request has at most " + MOST_FIELDS + " header fields");
  private static final DecoderResult NO_MEMORY =
      failure(503, "The server has no memory left for this request");

  private final RequestStream stream;
  private final CarriedExchange carried;
  private final Channel channel;
  private final MultiplexConnection connection;
  private final StreamReading reading;

  StreamStart(
      RequestStream stream,
      CarriedExchange carried,
      Channel channel,
      MultiplexConnection connection,
      StreamReading reading) {
    this.stream = stream;
    this.carried = carried;
    this.channel = channel;
    this.connection = connection;
    this.reading = reading;
  }

  private static DecoderResult failure(int status, String why) {
    return DecoderResult.failure(new HttpException(status, why));
  }

  void begin(Http2HeadersFrame frame) {
    StreamHead head;
    HttpRequest request;
    try {
      head = StreamHead.of(frame.headers());
      request = head.request();
    } catch (MalformedRequestException malformed) {
      connection.codec().violations().ofStream(Http2Error.PROTOCOL_ERROR, malformed.what());
      stream.reset(Http2Error.PROTOCOL_ERROR);
      return;
    }
    if (frame.headers().size() > MOST_FIELDS) {
      request.setDecoderResult(TOO_MANY_FIELDS);
    } else if (!carried.holdsHead(connection.server().limits(), channel, head.size())) {
      request.setDecoderResult(NO_MEMORY);
    }
    begin(request, !frame.isEndStream());
  }

  private void begin(HttpRequest head, boolean hasBody) {
    var log = connection.server().logs().of(head, channel);
    if (head.decoderResult().isFailure()) {
      refuse(ErrorResponses.ofUndecodable(head.decoderResult().cause()), log);
    } else if (RequestTraits.hasUnknownExpectation(head)) {
      refuse(ErrorResponses.of(417, "The only expectation known here is 100-continue"), log);
    } else {
      exchange(head, RequestTraits.ofStream(head, hasBody), log);
    }
  }

  private void exchange(HttpRequest head, RequestTraits traits, ExchangeLog log) {
    var client = new ConnectedClient(channel, traits);
    var body = body(traits);
    try {
      var request = RequestReader.read(head, client, body);
      log.handles(request);
      log.reads(body);
      var server = connection.server();
      var threads = connection.neighbours().handlers();
      var exchange =
          new Exchange(stream, channel, traits, request, client, body, log, server, threads);
      carried.is(exchange);
      exchange.begin();
    } catch (HttpException refused) {
      refuse(ErrorResponses.of(refused.status(), refused.getMessage()), log);
    }
  }

  private RequestBody body(RequestTraits traits) {
    var limits = connection.server().limits();
    return traits.hasBody()
        ? new ArrivingBody(channel, reading, traits, limits, stream::writeContinue)
        : new AbsentBody(limits);
  }

  private void refuse(Response response, ExchangeLog log) {
    var refusal = new Refusal(channel, log, stream::answered);
    carried.is(refusal);
    refusal.start(response, stream.delivery(RequestTraits.UNREADABLE, false, true));
  }
}
