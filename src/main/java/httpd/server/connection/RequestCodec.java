package httpd.server.connection;

import httpd.server.answer.HeadResponse;
import httpd.server.request.MemoryShare;
import httpd.server.request.RequestDecoder;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Decodes requests, strictly, and encodes responses. */
final class RequestCodec
    extends CombinedChannelDuplexHandler<RequestDecoder, RequestCodec.ResponseEncoder> {

  RequestCodec(HttpDecoderConfig config, MemoryShare memory) {
    super(new RequestDecoder(config, memory), new ResponseEncoder());
  }

  boolean hasBegun() {
    return inboundHandler().hasBegun();
  }

  /** Writes no body and no last chunk after a {@link HeadResponse}. */
  static final class ResponseEncoder extends HttpResponseEncoder {
    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
      return response instanceof HeadResponse || super.isContentAlwaysEmpty(response);
    }
  }
}
