package httpd.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;

/**
 * Reads one response, on the channel's event loop.
 *
 * <pre>
 *      1xx
 *     ┌──────────┐
 *     ▼          │      head                        last content, intact
 *   AWAITING_HEAD ─────────────────► READING_BODY ──────────────────────► the exchange ends
 *         │                               │
 *         └───────────────┬───────────────┘
 *                         └ anything else, the connection's end before all ─► the exchange breaks
 * </pre>
 *
 * <p>Only the decoder knows whether a body is whole, so the one clean end is its last content with
 * a successful result. A body without framing ends with the connection, and the decoder cannot tell
 * who closed that, nor how: an exchange is done before it closes, a reset is heard before the end,
 * and over TLS only the upstream's farewell counts (RFC 9112, section 9.8).
 */
final class ResponseHandler extends SimpleChannelInboundHandler<Object> {

  private enum State {
    AWAITING_HEAD,
    READING_BODY,
    DETACHED
  }

  private final Exchange exchange;
  private final boolean secure;
  private State state = State.AWAITING_HEAD;
  private boolean endsWithConnection;
  private boolean farewell;

  ResponseHandler(Exchange exchange, boolean secure) {
    this.exchange = exchange;
    this.secure = secure;
  }

  /** The exchange has parted with the connection, and hears no more of it. */
  void detach() {
    state = State.DETACHED;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Object message) {
    if (state == State.AWAITING_HEAD && message instanceof HttpResponse head) {
      read(new ResponseHead(head));
    }
    if (state == State.READING_BODY && message instanceof HttpContent part) {
      read(part);
    }
  }

  private void read(ResponseHead head) {
    var objection = head.malformation();
    if (objection != null) {
      exchange.fail(objection, head.response().decoderResult().cause());
    } else if (head.isInformational()) {
      if (head.response().status().equals(HttpResponseStatus.CONTINUE)) {
        exchange.continued();
      }
    } else {
      state = State.READING_BODY;
      endsWithConnection = head.endsWithConnection();
      exchange.head(head);
      if (state == State.READING_BODY && head.isResetContentWithoutFraming()) {
        exchange.end(EmptyHttpHeaders.INSTANCE);
      }
    }
  }

  private void read(HttpContent part) {
    if (part.decoderResult().isFailure()) {
      var cause = part.decoderResult().cause();
      exchange.fail("the response body is malformed: " + Wording.reason(cause), cause);
      return;
    }
    if (part.content().isReadable()) {
      exchange.bytes(part.content());
    }
    if (state == State.READING_BODY && part instanceof LastHttpContent last) {
      if (secure && endsWithConnection && !farewell) {
        exchange.fail("the connection was closed without TLS's farewell", null);
      } else {
        exchange.end(last.trailingHeaders());
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (state != State.DETACHED) {
      exchange.readComplete();
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (state != State.DETACHED) {
      exchange.writabilityChanged();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
      farewell = true;
      context.close(); // Nothing more can come, whether a FIN follows or not.
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (state != State.DETACHED) {
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
      exchange.broken("the connection broke: " + Wording.reason(cause), cause);
    }
  }
}
