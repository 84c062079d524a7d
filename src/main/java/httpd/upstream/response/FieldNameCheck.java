package httpd.upstream.response;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stands in front of the decoder until the head of a response has passed, and stops one that is
 * malformed in a way that the decoder would not tell, as {@link HeadCheck} knows. On the channel's
 * event loop.
 */
public final class FieldNameCheck extends ChannelInboundHandlerAdapter {

  private final ResponseHandler.Listener exchange;
  private final HeadCheck check = new HeadCheck();

  public FieldNameCheck(ResponseHandler.Listener exchange) {
    this.exchange = exchange;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes && check.malformation() == null) {
      bytes.forEachByte(check::read);
    }
    var malformation = check.malformation();
    if (malformation != null) {
      ((ByteBuf) message).release();
      exchange.fail("the response head is malformed: " + malformation, null);
      return;
    }
    if (check.isOver()) {
      context.pipeline().remove(this);
    }
    context.fireChannelRead(message);
  }
}
