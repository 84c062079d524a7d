package httpd.upstream;

import httpd.Headers;
import httpd.net.ErrorText;
import httpd.upstream.connect.Http2Link;
import httpd.upstream.request.UpstreamRequest;
import httpd.upstream.response.ChunkedBody;
import httpd.upstream.response.ResponseDecoder;
import httpd.upstream.response.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one response, on the channel's event loop.
 *
 * <pre>
 *      1xx
 *     ┌──────────┐
 *     ▼          │      head                        last content, intact
 *   AWAITING_HEAD ─────────────────► READING_BODY ──────────────────────► the exchange ends
 *         │                               │
 *         ├───────────────┬───────────────┘
 *         │               └ anything else, or the connection ends too early ─► the exchange breaks
 *         └ 101 that was requested ─► DETACHED, an UpstreamTunnel in its place
 * </pre>
 *
 * <p>The {@link ResponseDecoder} decodes heads, and bodies without chunks; {@link ChunkedBody}
 * decodes chunks, once the decoder has left the pipeline.
 *
 * <p>A response is complete with the decoder's last content and a successful result, or with {@link
 * ChunkedBody#isComplete}. A body without framing ends with the connection, and the decoder cannot
 * tell how that was closed: an exchange is done before it closes, a reset comes before the end, and
 * over TLS only the upstream's close notification is an end (RFC 9112, section 9.8).
 */
final class ResponseHandler extends SimpleChannelInboundHandler<Object> {

  private enum State {
    AWAITING_HEAD,
    READING_BODY,
    DETACHED
  }

  /** The bytes of one read. One array for each event loop, which is not kept after the read. */
  static final FastThreadLocal<byte[]> BYTES =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[64 * 1024];
        }
      };

  private final ExchangeConnection connection;
  private final UpstreamExchange exchange;
  private final RequestSender sender;

  /** The protocols to which the upstream may switch, as fields of {@code Upgrade}. */
  private final List<String> upgrades;

  private final boolean secure;
  private final boolean isHead;

  /** Whether the channel is a stream of HTTP/2, whose codec frames bodies. */
  private final boolean multiplexed;

  private State state = State.AWAITING_HEAD;
  private boolean endsWithConnection;
  private boolean closeNotified;
  private @Nullable ChunkedBody chunks;

  /** Whether the head has announced content, and none has come. */
  private boolean lacksContent;

  private ResponseHandler(
      ExchangeConnection connection,
      UpstreamExchange exchange,
      RequestSender sender,
      UpstreamRequest request) {
    this.connection = connection;
    this.exchange = exchange;
    this.sender = sender;
    this.upgrades = request.headers().all("Upgrade");
    this.isHead = request.isHead();
    this.multiplexed = request.address().origin().http2();
    this.secure = request.address().origin().secure() && !multiplexed;
  }

  /** Adds a handler with a codec of its own, so that nothing is left from the exchange before. */
  static ResponseHandler addTo(
      ChannelPipeline pipeline,
      ExchangeConnection connection,
      UpstreamExchange exchange,
      RequestSender sender,
      UpstreamRequest request) {
    var handler = new ResponseHandler(connection, exchange, sender, request);
    MessageCodec.addTo(pipeline, request);
    pipeline.addLast(handler);
    return handler;
  }

  void detach() {
    state = State.DETACHED;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Object message) {
    if (state == State.AWAITING_HEAD && message instanceof HttpResponse head) {
      if (multiplexed) {
        Http2Messages.clean(head);
      }
      read(new ResponseHead(head));
      if (state == State.READING_BODY && !multiplexed && HttpUtil.isTransferEncodingChunked(head)) {
        readChunks(context);
      }
    } else if (state == State.AWAITING_HEAD && multiplexed && message instanceof HttpContent) {
      exchange.fail("content came before the head", null);
    }
    if (state == State.READING_BODY && message instanceof HttpContent part) {
      read(part);
    }
    if (state == State.READING_BODY && chunks != null && message instanceof ByteBuf content) {
      read(content);
    }
  }

  /**
   * Removes the decoder, whose remaining bytes come before this returns, and an encoder that has no
   * more to do.
   */
  private void readChunks(ChannelHandlerContext context) {
    chunks = new ChunkedBody();
    MessageCodec.removeDecoder(context.pipeline());
    if (sender.isSent()) {
      MessageCodec.removeEncoder(context.pipeline());
    }
  }

  private void read(ByteBuf content) {
    var bytes = BYTES.get();
    while (state == State.READING_BODY && content.isReadable()) {
      int length = Math.min(bytes.length, content.readableBytes());
      content.readBytes(bytes, 0, length);
      int data = chunks == null ? length : chunks.read(bytes, 0, length);
      if (data > 0) {
        lacksContent = false;
        connection.bytes(bytes, data);
      }
      if (chunks != null && state == State.READING_BODY) {
        lookForEnd(chunks, content.isReadable());
      }
    }
  }

  private void lookForEnd(ChunkedBody chunks, boolean more) {
    var malformation = chunks.malformation();
    if (malformation != null) {
      exchange.fail("the response body is malformed: " + malformation, null);
    } else if (chunks.isComplete()) {
      connection.end(chunks.trailers(), more || chunks.hasExcess());
    }
  }

  private void read(ResponseHead head) {
    var objection = head.malformation(upgrades);
    if (objection != null) {
      exchange.fail(objection, head.response().decoderResult().cause());
    } else if (head.isInformational()) {
      if (head.response().status().equals(HttpResponseStatus.CONTINUE)) {
        sender.sendBody();
      } else if (head.response().status().equals(HttpResponseStatus.EARLY_HINTS)) {
        connection.earlyHints(head);
      }
    } else if (head.isSwitch()) {
      exchange.switched(head);
    } else {
      state = State.READING_BODY;
      endsWithConnection = head.endsWithConnection();
      lacksContent = head.announcesContent() && !isHead;
      connection.head(head);
      if (state == State.READING_BODY && head.isResetContentWithoutFraming()) {
        connection.end(Headers.EMPTY, false);
      }
    }
  }

  private void read(HttpContent part) {
    if (part.decoderResult().isFailure()) {
      var cause = part.decoderResult().cause();
      exchange.fail("the response body is malformed: " + ErrorText.reason(cause), cause);
      return;
    }
    read(part.content());
    if (state == State.READING_BODY && part instanceof LastHttpContent last) {
      if (secure && endsWithConnection && !closeNotified) {
        exchange.fail("the connection was closed without TLS's close notification", null);
      } else if (lacksContent && multiplexed) { // All other lengths its codec checks.
        exchange.fail("the content that its head announced did not come", null);
      } else {
        // Trailers of HTTP/1.1 come with its chunks.
        connection.end(multiplexed ? Http2Messages.trailers(last) : Headers.EMPTY, false);
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (state != State.DETACHED) {
      connection.readComplete();
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (state != State.DETACHED) {
      sender.writabilityChanged();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
      closeNotified = true;
      context.close(); // Nothing more can come, whether a FIN follows or not.
    }
    if (event instanceof Http2ResetFrame reset && state != State.DETACHED) {
      wasReset(reset);
    }
    context.fireUserEventTriggered(event);
  }

  private void wasReset(Http2ResetFrame reset) {
    var what = "the upstream reset the stream: " + Http2Messages.name(reset);
    if (reset.errorCode() == Http2Error.REFUSED_STREAM.code()) {
      exchange.refused(what);
    } else {
      exchange.broken(what, null);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (state != State.DETACHED && multiplexed && Http2Link.isRefused(context.channel())) {
      exchange.refused("the upstream leaves, and takes no more requests: GOAWAY");
    } else if (state != State.DETACHED) {
      exchange.broken(
          state == State.AWAITING_HEAD
              ? "the upstream closed the connection before its response had begun"
              : "the upstream closed the connection before its response was complete",
          null);
    }
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (state != State.DETACHED) {
      exchange.broken("the connection broke: " + ErrorText.reason(cause), cause);
    }
  }
}
