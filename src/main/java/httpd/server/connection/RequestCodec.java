package httpd.server.connection;

import httpd.server.answer.HeadResponse;
import httpd.server.request.MemoryShare;
import httpd.server.request.RequestDecoder;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** From bytes to requests, strictly, and from responses to bytes. */
final class RequestCodec
    extends CombinedChannelDuplexHandler<RequestDecoder, RequestCodec.ResponseEncoder> {

  /**
   * The codec of one connection.
   *
   * @param memory of the connection, for heads
   */
  RequestCodec(HttpDecoderConfig config, MemoryShare memory) {
    super(new RequestDecoder(config, memory), new ResponseEncoder());
  }

  /** Whether a part of a request has come, but not its end. */
  boolean hasBegun() {
    return inboundHandler().hasBegun();
  }

  /** Writes no body, and no last chunk, behind the head of a {@link HeadResponse}. */
  static final class ResponseEncoder extends HttpResponseEncoder {
    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
      return response instanceof HeadResponse || super.isContentAlwaysEmpty(response);
    }
  }
}
