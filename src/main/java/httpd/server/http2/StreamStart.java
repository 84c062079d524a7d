package httpd.server.http2;

import httpd.HttpException;
import httpd.Response;
import httpd.line.log.LogText;
import httpd.line.log.ServerLog;
import httpd.net.ClientAddress;
import httpd.server.answer.ErrorResponses;
import httpd.server.answer.Exchange;
import httpd.server.answer.ExchangeLog;
import httpd.server.answer.Refusal;
import httpd.server.request.AbsentBody;
import httpd.server.request.ArrivingBody;
import httpd.server.request.ClientText;
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

  private static final System.Logger LOG = ServerLog.ofServer();

  private final RequestStream stream;
  private final Channel channel;
  private final MultiplexConnection connection;
  private final StreamReading reading;

  StreamStart(
      RequestStream stream,
      Channel channel,
      MultiplexConnection connection,
      StreamReading reading) {
    this.stream = stream;
    this.channel = channel;
    this.connection = connection;
    this.reading = reading;
  }

  void begin(Http2HeadersFrame frame) {
    HttpRequest head;
    try {
      head = StreamHead.of(frame.headers());
    } catch (MalformedRequestException malformed) {
      log(malformed);
      stream.reset(Http2Error.PROTOCOL_ERROR);
      return;
    }
    begin(head, !frame.isEndStream());
  }

  private void log(MalformedRequestException malformed) {
    LOG.log(
        System.Logger.Level.INFO,
        "reset a stream of the HTTP/2 connection of "
            + ClientText.withPort(channel)
            + ": "
            + Http2Error.PROTOCOL_ERROR
            + ", "
            + LogText.of(malformed.what()));
  }

  private void begin(HttpRequest head, boolean hasBody) {
    var log = connection.server().logs().of(head, ClientAddress.ofAdmitted(channel));
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
      var server = connection.server();
      var threads = connection.neighbours().handlers();
      var exchange =
          new Exchange(stream, channel, traits, request, client, body, log, server, threads);
      stream.exchanging(exchange);
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
    stream.refusing(refusal);
    refusal.start(response, stream.delivery(RequestTraits.UNREADABLE, false, true));
  }

  /** Returns what a head is that has too many fields. */
  static DecoderResult tooManyFields(int most) {
    return DecoderResult.failure(
        new HttpException(431, "A request has at most " + most + " header fields"));
  }
}
