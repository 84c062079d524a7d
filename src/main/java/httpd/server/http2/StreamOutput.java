package httpd.server.http2;

import httpd.CloseReason;
import httpd.Headers;
import httpd.net.HeaderFields;
import httpd.server.answer.Delivery;
import httpd.stream.Framing;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;

/** What a stream of HTTP/2 has answers know, and the frames that it writes itself. */
final class StreamOutput {

  private static final Http2Headers CONTINUE =
      ReadOnlyHttp2Headers.serverHeaders(false, HttpResponseStatus.CONTINUE.codeAsText());

  /** Made in advance. */
  private static final Http2Headers OUT_OF_MEMORY =
      ReadOnlyHttp2Headers.serverHeaders(
          false,
          HttpResponseStatus.INTERNAL_SERVER_ERROR.codeAsText(),
          AsciiString.cached("content-length"),
          AsciiString.cached("0"));

  private StreamOutput() {}

  static Delivery delivery(ChannelHandlerContext stream) {
    return new Delivery(
        stream, stream, Framing.UNTIL_END_STREAM, true, null, false, EachAlone.INSTANCE);
  }

  static void writeContinue(ChannelHandlerContext stream) {
    stream.writeAndFlush(new DefaultHttp2HeadersFrame(CONTINUE, false));
  }

  static void writeEarlyHints(ChannelHandlerContext stream, Headers fields) {
    var all = new DefaultHttpHeaders();
    HeaderFields.add(fields, all);
    var frame = ResponseFields.of(HttpResponseStatus.EARLY_HINTS.codeAsText(), all);
    stream.writeAndFlush(new DefaultHttp2HeadersFrame(frame, false));
  }

  static ChannelFuture writeOutOfMemory(ChannelHandlerContext stream) {
    return stream.writeAndFlush(new DefaultHttp2HeadersFrame(OUT_OF_MEMORY, true));
  }

  static void reset(ChannelHandlerContext stream, Http2Error code) {
    stream.writeAndFlush(new DefaultHttp2ResetFrame(code));
  }

  /** Returns the code of the reset that cuts a response (RFC 9113, section 7). */
  static Http2Error code(CloseReason reason) {
    return switch (reason) {
      case SOURCE_FAILED -> Http2Error.INTERNAL_ERROR;
      case CLIENT_TOO_SLOW -> Http2Error.ENHANCE_YOUR_CALM;
      case COMPLETED, CLIENT_GONE, STREAM_TOO_OLD, SERVER_STOPPED, STOPPED -> Http2Error.CANCEL;
    };
  }
}
