package httpd.server.http2;

import httpd.CloseReason;
import httpd.HttpException;
import httpd.Response;
import httpd.net.ClientAddress;
import httpd.server.answer.AnswerBytes;
import httpd.server.answer.AnswerTurn;
import httpd.server.answer.ClientTunnel;
import httpd.server.answer.Connection;
import httpd.server.answer.Delivery;
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
import httpd.stream.Framing;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamChannelOption;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One stream of an HTTP/2 connection, which carries one exchange. On its event loop. */
final class RequestStream extends ChannelDuplexHandler implements Connection {

  private static final AnswerTurn NO_TURN =
      new AnswerTurn() {
        @Override
        public boolean add(AnswerBytes answer, ExchangeLog log) {
          return false;
        }

        @Override
        public void flush() {}

        @Override
        public void flushAtItsEnd() {}
      };

  private static final Http2Headers CONTINUE =
      ReadOnlyHttp2Headers.serverHeaders(false, HttpResponseStatus.CONTINUE.codeAsText());

  private static final Http2Headers OUT_OF_MEMORY =
      ReadOnlyHttp2Headers.serverHeaders(
          false,
          HttpResponseStatus.INTERNAL_SERVER_ERROR.codeAsText(),
          AsciiString.cached("content-length"),
          AsciiString.cached("0"));

  private final MultiplexConnection connection;
  private final Channel channel;
  private final StreamReading reading;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Exchange exchange;
  private @Nullable Refusal refusal;
  private boolean gone;
  private boolean headCame;
  private boolean requestEnded;

  /** The code of the reset that ends it, if it is ended before its end. */
  private Http2Error code = Http2Error.INTERNAL_ERROR;

  /** The index among the streams of its connection; negative if it is not one of them. */
  int index = -1;

  RequestStream(MultiplexConnection connection, Channel channel) {
    this.connection = connection;
    this.channel = channel;
    this.reading = new StreamReading(channel);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    this.context = context;
    channel.config().setOption(Http2StreamChannelOption.AUTO_STREAM_FLOW_CONTROL, false);
    connection.opened(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      switch (message) {
        case Http2HeadersFrame head when !headCame -> begin(head);
        case Http2HeadersFrame trailer -> bodyEnds();
        case Http2DataFrame data -> received(data);
        default -> {}
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(Http2HeadersFrame frame) {
    headCame = true;
    requestEnded = frame.isEndStream();
    HttpRequest head;
    try {
      head = StreamHead.of(frame.headers());
    } catch (MalformedRequestException malformed) {
      ViolationLog.ofStream(channel, Http2Error.PROTOCOL_ERROR, malformed);
      reset(Http2Error.PROTOCOL_ERROR);
      return;
    }
    begin(head, !frame.isEndStream());
  }

  private void begin(HttpRequest head, boolean hasBody) {
    var server = connection.server;
    var traits = RequestTraits.ofStream(head, hasBody);
    var log = server.logs().of(head, ClientAddress.ofAdmitted(channel));
    if (RequestTraits.hasUnknownExpectation(head)) {
      refuse(ErrorResponses.of(417, "The only expectation known here is 100-continue"), log);
      return;
    }
    var client = new ConnectedClient(channel, traits);
    var body = body(traits);
    try {
      var request = RequestReader.read(head, client, body);
      log.handles(request);
      exchange =
          new Exchange(
              this,
              channel,
              traits,
              request,
              client,
              body,
              log,
              server,
              connection.neighbours.handlers());
      exchange.begin();
    } catch (HttpException refused) {
      refuse(ErrorResponses.of(refused.status(), refused.getMessage()), log);
    }
  }

  private RequestBody body(RequestTraits traits) {
    var limits = connection.server.limits();
    return traits.hasBody()
        ? new ArrivingBody(channel, reading, traits, limits, this::writeContinue)
        : new AbsentBody(limits);
  }

  private void refuse(Response response, ExchangeLog log) {
    refusal = new Refusal(channel, log, () -> exchangeDone(false));
    refusal.start(response, delivery(RequestTraits.UNREADABLE, false, true));
  }

  private void received(Http2DataFrame data) {
    if (exchange != null) {
      exchange.body().receive(data.content());
    }
    reading.received(data);
    if (data.isEndStream()) {
      bodyEnds();
    }
  }

  private void bodyEnds() {
    requestEnded = true;
    if (exchange != null && !exchange.body().isComplete()) {
      exchange.body().complete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.writabilityChanged();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    gone();
    context.fireChannelInactive();
  }

  void gone() {
    if (gone) {
      return;
    }
    gone = true;
    connection.closed(this);
    if (exchange != null) {
      exchange.clientGone();
    }
    if (refusal != null) {
      refusal.clientGone(whyGone());
    }
  }

  void serverStopping() {
    if (exchange != null) {
      exchange.serverStopping();
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (channel.isActive() && !gone) {
      context.write(new DefaultHttp2ResetFrame(code));
    }
    context.close(promise);
  }

  private void reset(Http2Error why) {
    code = why;
    channel.close();
  }

  /** An error of the stream: the codec resets it with its code (section 5.4.2). */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof Http2Exception violation) {
      ViolationLog.ofStream(channel, violation.error(), violation);
      return;
    }
    end();
    ErrorResponses.logClosing(channel, cause);
  }

  @Override
  public Delivery delivery(RequestTraits traits, boolean keepAlive, boolean knownLength) {
    var here = Objects.requireNonNull(context);
    return new Delivery(here, here, Framing.UNTIL_END_STREAM, true, null, false, NO_TURN);
  }

  private void writeContinue() {
    Objects.requireNonNull(context).writeAndFlush(new DefaultHttp2HeadersFrame(CONTINUE, false));
  }

  @Override
  public ChannelFuture writeOutOfMemory() {
    return Objects.requireNonNull(context)
        .writeAndFlush(new DefaultHttp2HeadersFrame(OUT_OF_MEMORY, true));
  }

  @Override
  public boolean inputHasEnded() {
    return false;
  }

  @Override
  public boolean isStopping() {
    return connection.isStopping();
  }

  @Override
  public CloseReason whyGone() {
    return connection.isTold() ? CloseReason.SERVER_STOPPED : CloseReason.CLIENT_GONE;
  }

  @Override
  public void lazyAnswerBegins() {}

  @Override
  public void switchTo(ClientTunnel tunnel) {
    throw new IllegalStateException("a stream of HTTP/2 does not switch");
  }

  /** A complete response ends the interest in the rest of the request (section 8.1). */
  @Override
  public void exchangeDone(boolean keepAlive) {
    if (!requestEnded) {
      reset(Http2Error.NO_ERROR);
    }
  }

  @Override
  public void end() {
    try {
      channel.close();
    } catch (Throwable again) { // Past all handlers, which are not told then.
      channel.unsafe().closeForcibly();
      gone();
    }
  }
}
