package httpd.upstream;

import httpd.Headers;
import httpd.net.HeaderFields;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.codec.http2.HttpConversionUtil.ExtensionHeaderNames;

/** The frames of a stream of HTTP/2 as the messages of HTTP/1.1 that an exchange knows. */
final class Http2Messages {

  private Http2Messages() {}

  static ChannelHandler codec() {
    return new Http2StreamFrameToHttpObjectCodec(false);
  }

  /** Removes what the codec adds to a head. */
  static void clean(HttpResponse head) {
    head.headers().remove(ExtensionHeaderNames.STREAM_ID.text());
  }

  static Headers trailers(LastHttpContent last) {
    try {
      return HeaderFields.of(last.trailingHeaders());
    } catch (IllegalArgumentException malformed) { // They are dropped, as W-134 does with others.
      return Headers.EMPTY;
    }
  }

  static String name(Http2ResetFrame reset) {
    var known = Http2Error.valueOf(reset.errorCode());
    return known == null ? "error " + reset.errorCode() : known.name();
  }
}
