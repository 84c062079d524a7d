package httpd.server.connection;

import httpd.server.request.RequestDecoder;
import httpd.server.request.RequestTraits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether what comes is decoded.
 *
 * <pre>
 *                 a lazy answer, and nothing has begun to arrive
 *   DECODING ───────────────────────────────────────────────────► RESTING   there is no decoder
 *    │    ▲ └──────────────────────── bytes ────────────────────────┘
 *    │    │
 *    │    └ the answer is not a 101 ─┐
 *    └ the end of a request that ────┴─► STOPPED   what follows may be of another protocol
 *      asks for another protocol
 * </pre>
 *
 * <p>A decoder holds more than half a KiB, so the connection of a stream, which may be silent for
 * hours, has none. On the event loop only.
 */
final class CodecSwitch {

  private final ChannelPipeline pipeline;
  private final Supplier<RequestDecoder> decoders;
  private @Nullable RequestDecoder decoder;
  private boolean stopped;

  /** Whether the request whose end comes next asks for another protocol. */
  private boolean asked;

  CodecSwitch(ChannelPipeline pipeline, Supplier<RequestDecoder> decoders) {
    this.pipeline = pipeline;
    this.decoders = decoders;
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
    stopped = true;
    removeDecoder();
  }

  /** Stops after the end of this request. */
  void stopAfterThis() {
    asked = true;
  }

  /** Hands these bytes, and those that the decoder holds, to the handlers behind it. */
  void leave(ByteBuf before) {
    pipeline.context(RequestDecoder.class).fireChannelRead(before);
    removeDecoder();
  }

  /** Drops the decoder until bytes come, unless a request has begun to arrive. */
  void rest() {
    if (decoder != null && !decoder.hasBegun()) {
      removeDecoder();
    }
  }

  boolean isResting() {
    return decoder == null && !stopped;
  }

  void decodeAgain() {
    stopped = false;
    if (decoder == null) {
      var codec = pipeline.context(ResponseEncoder.class).name();
      decoder = decoders.get();
      pipeline.addAfter(codec, null, decoder);
    }
  }

  /** Decodes again, beginning with these bytes. */
  void decodeAgain(ByteBuf bytes) {
    decodeAgain();
    pipeline.context(ResponseEncoder.class).fireChannelRead(bytes);
  }

  void remove() {
    removeDecoder();
    removeEncoder();
  }

  void removeEncoder() {
    pipeline.remove(ResponseEncoder.class);
  }

  boolean hasBegun() {
    return decoder != null && decoder.hasBegun();
  }

  private void removeDecoder() {
    var removed = decoder;
    decoder = null;
    if (removed != null) {
      pipeline.remove(removed);
    }
  }
}
