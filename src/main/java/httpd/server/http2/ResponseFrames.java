package httpd.server.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;

/**
 * Makes the frames of a response of what an answer writes: heads and ends as messages of HTTP, and
 * the bytes between them. The last frame has END_STREAM; without it, the response is cut.
 */
@Sharable
final class ResponseFrames extends ChannelOutboundHandlerAdapter {

  static final ResponseFrames INSTANCE = new ResponseFrames();

  private ResponseFrames() {}

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    switch (message) {
      case ByteBuf bytes -> context.write(new DefaultHttp2DataFrame(bytes), promise);
      case FullHttpResponse whole -> writeWhole(context, whole, promise);
      case HttpResponse head -> writeHead(context, head, false, promise);
      case LastHttpContent last -> writeLast(context, last, promise);
      case HttpContent content ->
          context.write(new DefaultHttp2DataFrame(content.content()), promise);
      default -> context.write(message, promise);
    }
  }

  private static void writeWhole(
      ChannelHandlerContext context, FullHttpResponse whole, ChannelPromise promise) {
    if (whole.content().isReadable()) {
      writeHead(context, whole, false, context.newPromise());
      context.write(new DefaultHttp2DataFrame(whole.content(), true), promise);
    } else {
      whole.release();
      writeHead(context, whole, true, promise);
    }
  }

  private static void writeHead(
      ChannelHandlerContext context, HttpResponse head, boolean isAll, ChannelPromise promise) {
    var fields = ResponseFields.of(head.status().codeAsText(), head.headers());
    context.write(new DefaultHttp2HeadersFrame(fields, isAll), promise);
  }

  private static void writeLast(
      ChannelHandlerContext context, LastHttpContent last, ChannelPromise promise) {
    boolean hasTrailer = !last.trailingHeaders().isEmpty();
    if (!hasTrailer) {
      context.write(new DefaultHttp2DataFrame(last.content(), true), promise);
      return;
    }
    if (last.content().isReadable()) {
      context.write(new DefaultHttp2DataFrame(last.content()));
    } else {
      last.release();
    }
    var trailer = ResponseFields.ofTrailer(last.trailingHeaders());
    context.write(new DefaultHttp2HeadersFrame(trailer, true), promise);
  }
}
