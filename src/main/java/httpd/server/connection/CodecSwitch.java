package httpd.server.connection;

import httpd.server.request.RequestTraits;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.function.Supplier;

/**
 * Stops the decoder after a request that asks for another protocol, since what follows may be of
 * that protocol, and starts a new one when the answer is not a 101.
 */
final class CodecSwitch {

  private final ChannelPipeline pipeline;
  private final Supplier<RequestCodec> codec;

  /** Whether the request whose end comes next asks for another protocol. */
  private boolean asked;

  CodecSwitch(ChannelPipeline pipeline, Supplier<RequestCodec> codec) {
    this.pipeline = pipeline;
    this.codec = codec;
  }

  /** A message was decoded; returns whether the decoder is to stop after it. */
  boolean isLast(HttpObject message) {
    if (message instanceof HttpRequest head) {
      asked = RequestTraits.maySwitch(head);
    }
    return asked && message instanceof LastHttpContent;
  }

  /** Passes on what comes, and what the decoder holds, undecoded. */
  void stopDecoding() {
    asked = false;
    pipeline.get(RequestCodec.class).removeInboundHandler();
  }

  void decodeAgain() {
    pipeline.replace(RequestCodec.class, null, codec.get());
  }

  void remove() {
    pipeline.remove(RequestCodec.class);
  }

  boolean hasBegun() {
    return pipeline.get(RequestCodec.class).hasBegun();
  }
}
