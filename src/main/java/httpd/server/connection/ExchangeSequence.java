package httpd.server.connection;

import httpd.CloseReason;
import httpd.HttpException;
import httpd.Response;
import httpd.limit.Bound;
import httpd.net.ReadControl;
import httpd.server.answer.Awaited;
import httpd.server.answer.ErrorResponses;
import httpd.server.answer.Exchange;
import httpd.server.answer.ExchangeLog;
import httpd.server.answer.Refusal;
import httpd.server.answer.ServerShare;
import httpd.server.request.ClientText;
import httpd.server.request.ConnectedClient;
import httpd.server.request.CountedRequest;
import httpd.server.request.MemoryShare;
import httpd.server.request.RequestBody;
import httpd.server.request.RequestReader;
import httpd.server.request.RequestTraits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of one connection, one at a time; pipelined requests wait in order.
 *
 * <pre>
 *           request head                 response written, request body read
 *   IDLE ─────────────────► EXCHANGING ────────────────────────────────────► IDLE
 *    │ not a request            │ response written, and no request may follow
 *    ▼                          │
 *   REFUSING ── written ────────┴──► CLOSED    what still arrives is dropped
 * </pre>
 *
 * <p>The connection stays readable, since only a read shows that the client has left. Reading
 * pauses while a request body waits for its reader, and while so much is held that an eager answer
 * should come first; during a stream, which may not end, a client that sends that much is cut.
 */
final class ExchangeSequence {

  private enum State {
    IDLE,
    EXCHANGING,
    REFUSING,
    CLOSED
  }

  private final HttpConnection connection;
  private final Channel channel;
  private final ServerShare server;
  private final ReadControl reading;
  private final MemoryShare heads;
  private final PipelinedRequests held;
  private final CodecSwitch codec;
  private final ConnectionWriter writer;

  private State state = State.IDLE;
  private RequestTraits traits = RequestTraits.UNREADABLE;
  private @Nullable Exchange exchange;
  private @Nullable Refusal refusal;

  /** What the head of the current request holds. */
  private long headMemory;

  ExchangeSequence(
      HttpConnection connection,
      Channel channel,
      ServerShare server,
      ReadControl reading,
      MemoryShare heads,
      CodecSwitch codec,
      ConnectionWriter writer) {
    this.connection = connection;
    this.channel = channel;
    this.server = server;
    this.reading = reading;
    this.heads = heads;
    this.codec = codec;
    this.writer = writer;
    this.held =
        new PipelinedRequests(
            new MemoryShare(
                server.limits().of(Bound.BODY_MEMORY),
                1,
                () -> "held no more of what " + ClientText.withPort(channel) + " sent ahead"));
  }

  /** The exchange that is under way, or whose request is still arriving; null if there is none. */
  @Nullable Exchange current() {
    return exchange;
  }

  /** What decides how the current request is answered. */
  RequestTraits traits() {
    return traits;
  }

  boolean isRefusing() {
    return state == State.REFUSING;
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  /** Whether the current request is complete, and nothing was sent after it. */
  boolean allIsRead() {
    return held.isEmpty() && !acceptsMore();
  }

  /** A message of the decoder. */
  void read(HttpObject message) {
    boolean stopDecoding = codec.isLast(message);
    if (takesNoMore()) {
      ReferenceCountUtil.release(message);
    } else if (held.isEmpty() && acceptsMore()) {
      process(message);
    } else {
      hold(message);
    }
    if (stopDecoding) {
      codec.stopDecoding();
    }
  }

  /** Bytes after a request that asks for another protocol. */
  void read(ByteBuf undecoded) {
    if (takesNoMore() || !undecoded.isReadable()) {
      undecoded.release();
    } else {
      hold(new DefaultHttpContent(undecoded));
    }
  }

  private boolean takesNoMore() {
    return state == State.REFUSING || state == State.CLOSED;
  }

  private boolean acceptsMore() {
    return exchange == null || !exchange.body().isComplete();
  }

  private void hold(HttpObject message) {
    held.add(message);
    if (held.isFull()) {
      if (exchange != null && exchange.isStreaming()) {
        channel.close();
      } else {
        reading.pause();
      }
    }
  }

  private void process(HttpObject message) {
    try {
      if (message instanceof HttpRequest head) {
        begin(head);
      }
      if (message instanceof HttpContent content && exchange != null) {
        receive(exchange, content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest head) {
    connection.requestBegins();
    headMemory = head instanceof CountedRequest counted ? counted.memory() : 0;
    var log = server.logs().of(head, (InetSocketAddress) channel.remoteAddress());
    if (head.decoderResult().isFailure()) {
      HeadBounds.count(server.limits(), head.decoderResult().cause(), channel);
      refuse(ErrorResponses.ofUndecodable(head.decoderResult().cause()), log);
    } else if (RequestTraits.expectsTheUnknown(head)) {
      refuse(ErrorResponses.of(417, "The only expectation known here is 100-continue"), log);
    } else {
      exchange(head, log);
    }
  }

  private void exchange(HttpRequest head, ExchangeLog log) {
    traits = RequestTraits.of(head);
    var client = new ConnectedClient(channel, traits);
    var body = new RequestBody(channel, reading, traits, server.limits(), writer::writeContinue);
    try {
      var request = RequestReader.read(head, client, body);
      state = State.EXCHANGING;
      exchange = new Exchange(connection, channel, traits, request, client, body, log, server);
      exchange.begin();
    } catch (HttpException refused) {
      refuse(ErrorResponses.of(refused.status(), refused.getMessage()), log);
    }
  }

  /** Answers what is not a request, after which nothing can be trusted on this connection. */
  private void refuse(Response response, ExchangeLog log) {
    state = State.REFUSING;
    held.release();
    traits = RequestTraits.UNREADABLE;
    refusal = new Refusal(channel, log, connection::refused);
    refusal.start(response, connection.delivery(false, true));
  }

  /** Refuses a request whose head does not arrive. */
  void refuseHalfHead() {
    var none = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    var cause = new HttpException(408, "The head of the request did not come in time");
    none.setDecoderResult(DecoderResult.failure(cause));
    begin(none);
  }

  private void receive(Exchange exchange, HttpContent content) {
    if (content.decoderResult().isFailure()) {
      exchange.bodyBroken(new HttpException(400, "The request body is not valid"));
    } else {
      exchange.body().receive(content.content());
      if (content instanceof LastHttpContent) {
        exchange.body().complete();
      }
    }
    if (exchange.isDone()) {
      receivedAfterDone(exchange, content);
    }
  }

  private void receivedAfterDone(Exchange exchange, HttpContent content) {
    if (content.decoderResult().isFailure() || exchange.body().isTooLongToDiscard()) {
      connection.finish();
    } else if (exchange.body().isComplete()) {
      next();
    }
  }

  /** Begins the next exchange, if a request is held for it. */
  void next() {
    boolean undecoded = exchange != null && exchange.maySwitch();
    exchange = null;
    heads.release(headMemory);
    headMemory = 0;
    state = State.IDLE;
    if (undecoded) {
      codec.decodeAgain();
      replay();
    }
    while (acceptsMore() && !takesNoMore() && !held.isEmpty()) {
      process(Objects.requireNonNull(held.next()));
    }
    if (!held.isFull()) {
      reading.resume();
    }
    connection.readOn(state == State.IDLE);
  }

  /** Sends what was held undecoded through the pipeline as it is now. */
  void replay() {
    var undecoded = held.takeAll();
    for (var message : undecoded) {
      channel.pipeline().fireChannelRead(((HttpContent) message).content());
    }
    if (!undecoded.isEmpty()) {
      channel.pipeline().fireChannelReadComplete();
    }
  }

  /** A lazy answer begins: reading is to show that the client leaves. */
  void lazyAnswerBegins() {
    if (held.isFull()) {
      reading.resume();
    }
  }

  /** Takes no more requests, and drops those that are held. */
  void close() {
    state = State.CLOSED;
    heads.leave();
    held.release();
  }

  /** Takes no more requests; what was held undecoded is another protocol's. */
  void closeForSwitch() {
    state = State.CLOSED;
    heads.leave();
  }

  /** The connection is closed. */
  void clientGone(CloseReason reason) {
    close();
    if (exchange != null) {
      exchange.clientGone();
    }
    if (refusal != null) {
      refusal.clientGone(reason);
    }
  }

  Awaited awaited() {
    return switch (state) {
      case IDLE -> codec.hasBegun() ? Awaited.HEAD : Awaited.REQUEST;
      case EXCHANGING -> exchange == null ? Awaited.NOTHING : exchange.awaited();
      case REFUSING -> Awaited.ANSWER;
      case CLOSED -> Awaited.NOTHING;
    };
  }
}
