package httpd.upstream;

import httpd.upstream.request.UpstreamRequest;
import httpd.upstream.response.ResponseDecoder;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestEncoder;

/** The codec of one exchange in the pipeline of its channel. */
final class MessageCodec {

  private MessageCodec() {}

  static void addTo(ChannelPipeline pipeline, UpstreamRequest request) {
    if (request.address().origin().http2()) {
      pipeline.addLast(Http2Messages.codec());
    } else {
      pipeline.addLast(new ResponseDecoder(request.isHead()), new HttpRequestEncoder());
    }
  }

  /** Removes the codec; the handler after it gets the bytes that were not decoded. */
  static void removeFrom(ChannelPipeline pipeline) {
    removeEncoder(pipeline);
    removeDecoder(pipeline);
  }

  static void removeEncoder(ChannelPipeline pipeline) {
    if (pipeline.get(HttpRequestEncoder.class) != null) {
      pipeline.remove(HttpRequestEncoder.class);
    }
  }

  static void removeDecoder(ChannelPipeline pipeline) {
    if (pipeline.get(ResponseDecoder.class) != null) {
      pipeline.remove(ResponseDecoder.class);
    }
  }
}
