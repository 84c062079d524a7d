package httpd.upstream;

import httpd.line.Line;
import httpd.line.LineSplitter;
import httpd.line.LineTooLongException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Turns one response into lines, on the channel's event loop.
 *
 * <pre>
 *      1xx, skipped
 *     ┌──────────┐
 *     ▼          │      head of 2xx                 last content, intact
 *   AWAITING_HEAD ─────────────────► READING_BODY ──────────────────────► the exchange ends
 *         │                               │
 *         └───────────────┬───────────────┘
 *                         └ anything else, the connection's end before all ─► the exchange fails
 * </pre>
 *
 * <p>Only the decoder knows whether a body is whole, so the one clean end is its last content with
 * a successful result. A body without framing ends with the connection, and the decoder cannot tell
 * who closed that, nor how: an exchange is done before it closes, and a reset is heard before the
 * end.
 */
final class ResponseHandler extends SimpleChannelInboundHandler<Object> {

  private enum State {
    AWAITING_HEAD,
    READING_BODY
  }

  private final Exchange exchange;
  private final LineSplitter splitter = new LineSplitter();
  private State state = State.AWAITING_HEAD;

  ResponseHandler(Exchange exchange) {
    this.exchange = exchange;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Object message) {
    if (!exchange.isDone() && message instanceof HttpResponse head) {
      read(new ResponseHead(head));
    }
    if (!exchange.isDone() && state == State.READING_BODY && message instanceof HttpContent part) {
      read(part);
    }
  }

  private void read(ResponseHead head) {
    var objection = head.objection();
    if (objection != null) {
      exchange.fail(objection, head.response().decoderResult().cause());
    } else if (head.isResetContentWithoutFraming()) {
      exchange.end();
    } else if (!head.isInformational()) {
      state = State.READING_BODY;
    }
  }

  private void read(HttpContent part) {
    if (part.decoderResult().isFailure()) {
      var cause = part.decoderResult().cause();
      exchange.fail("the response body is malformed: " + Wording.reason(cause), cause);
      return;
    }
    try {
      split(part.content());
      if (part instanceof LastHttpContent) {
        splitter.end(this::deliver);
        exchange.end();
      }
    } catch (LineTooLongException tooLong) {
      exchange.fail(tooLong);
    }
  }

  private void split(ByteBuf content) throws LineTooLongException {
    int length = content.readableBytes();
    var bytes = ByteBufUtil.getBytes(content, content.readerIndex(), length, false);
    splitter.split(bytes, 0, length, this::deliver);
  }

  private void deliver(Line line) {
    exchange.deliver(line);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    exchange.fail(
        state == State.AWAITING_HEAD
            ? "the upstream closed the connection before its response had begun"
            : "the upstream closed the connection before its response was complete",
        null);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    exchange.fail("the connection broke: " + Wording.reason(cause), cause);
  }
}
