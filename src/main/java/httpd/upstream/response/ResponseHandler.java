package httpd.upstream.response;

import httpd.Headers;
import httpd.net.ErrorText;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one response, on the channel's event loop.
 *
 * <pre>
 *      1xx
 *     ┌──────────┐
 *     ▼          │      head                        last content, intact
 *   AWAITING_HEAD ─────────────────► READING_BODY ──────────────────────► the exchange ends
 *         │                               │
 *         ├───────────────┬───────────────┘
 *         │               └ anything else, the connection's end before all ─► the exchange breaks
 *         └ 101 that was asked for ─► DETACHED, an {@code UpstreamTunnel} in its place
 * </pre>
 *
 * <p>The decoder reads heads, and bodies without chunks. Chunks are far cheaper to read here: the
 * decoder makes an object of each, and an upstream that sends lines sends one for each line.
 *
 * <p>Only who decodes knows whether a body is whole, so the clean ends are the decoder's last
 * content with a successful result, and {@link ChunkedBody#isWhole}. A body without framing ends
 * with the connection, and the decoder cannot tell who closed that, nor how: an exchange is done
 * before it closes, a reset is heard before the end, and over TLS only the upstream's farewell
 * counts (RFC 9112, section 9.8).
 */
public final class ResponseHandler extends SimpleChannelInboundHandler<Object> {

  /** The exchange that the response belongs to. */
  public interface Listener {

    /** The values of {@code Upgrade} that were sent. */
    List<String> protocolsAskedFor();

    /** 100: the upstream wants the body. */
    void continued();

    /** The final head is there. */
    void head(ResponseHead head);

    /** The upstream has switched: the connection is a tunnel's. */
    void switched(ResponseHead head);

    /** The next bytes of the body. */
    void bytes(byte[] bytes, int length);

    /** All that was there has been read. */
    void readComplete();

    /** The channel takes bytes again, or no more for now. */
    void writabilityChanged();

    /**
     * The response is whole.
     *
     * @param excess whether something came after it, which is not the answer to any request
     */
    void end(Headers trailers, boolean excess);

    /** The connection is gone, or what came is not HTTP. */
    void broken(String what, @Nullable Throwable cause);

    /** The response is malformed. */
    void fail(String what, @Nullable Throwable cause);
  }

  private enum State {
    AWAITING_HEAD,
    READING_BODY,
    DETACHED
  }

  /** What one read brought. One for each event loop: nobody keeps it. */
  public static final FastThreadLocal<byte[]> BYTES =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[64 * 1024];
        }
      };

  private final Listener exchange;
  private final boolean secure;
  private State state = State.AWAITING_HEAD;
  private boolean endsWithConnection;
  private boolean farewell;
  private @Nullable ChunkedBody chunks;

  private ResponseHandler(Listener exchange, boolean secure) {
    this.exchange = exchange;
    this.secure = secure;
  }

  /**
   * Adds a handler to a connection, with a codec of its own, so that nothing is left in it from the
   * exchange before.
   *
   * @param isToHead whether the response is one to {@code HEAD}
   * @param secure whether the connection uses TLS
   */
  public static ResponseHandler addTo(
      ChannelPipeline pipeline, Listener exchange, boolean isToHead, boolean secure) {
    var handler = new ResponseHandler(exchange, secure);
    pipeline.addLast(new ResponseDecoder(isToHead), new HttpRequestEncoder(), handler);
    return handler;
  }

  /** Removes the codec; the handler after it gets the bytes that were not decoded. */
  public static void removeCodec(ChannelPipeline pipeline) {
    pipeline.remove(HttpRequestEncoder.class);
    removeDecoder(pipeline);
  }

  private static void removeDecoder(ChannelPipeline pipeline) {
    if (pipeline.get(ResponseDecoder.class) != null) {
      pipeline.remove(ResponseDecoder.class);
    }
  }

  /** The exchange has parted with the connection, and hears no more of it. */
  public void detach() {
    state = State.DETACHED;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Object message) {
    if (state == State.AWAITING_HEAD && message instanceof HttpResponse head) {
      read(new ResponseHead(head));
      if (state == State.READING_BODY && HttpUtil.isTransferEncodingChunked(head)) {
        readChunks(context);
      }
    }
    if (state == State.READING_BODY && message instanceof HttpContent part) {
      read(part);
    }
    if (state == State.READING_BODY && chunks != null && message instanceof ByteBuf content) {
      read(content, chunks);
    }
  }

  /** From now on bytes come as they are; what the decoder has left comes before this returns. */
  private void readChunks(ChannelHandlerContext context) {
    chunks = new ChunkedBody();
    removeDecoder(context.pipeline());
  }

  private void read(ByteBuf content, ChunkedBody chunks) {
    var bytes = BYTES.get();
    while (state == State.READING_BODY && content.isReadable()) {
      int length = Math.min(bytes.length, content.readableBytes());
      content.readBytes(bytes, 0, length);
      give(bytes, chunks.read(bytes, 0, length));
      if (state == State.READING_BODY) {
        lookForEnd(chunks, content.isReadable());
      }
    }
  }

  private void lookForEnd(ChunkedBody chunks, boolean more) {
    var malformation = chunks.malformation();
    if (malformation != null) {
      exchange.fail("the response body is malformed: " + malformation, null);
    } else if (chunks.isWhole()) {
      exchange.end(chunks.trailers(), more || chunks.hasExcess());
    }
  }

  private void give(byte[] bytes, int length) {
    if (length > 0) {
      exchange.bytes(bytes, length);
    }
  }

  private void read(ResponseHead head) {
    var objection = head.malformation(exchange.protocolsAskedFor());
    if (objection != null) {
      exchange.fail(objection, head.response().decoderResult().cause());
    } else if (head.isInformational()) {
      if (head.response().status().equals(HttpResponseStatus.CONTINUE)) {
        exchange.continued();
      }
    } else if (head.isSwitch()) {
      exchange.switched(head);
    } else {
      state = State.READING_BODY;
      endsWithConnection = head.endsWithConnection();
      exchange.head(head);
      if (state == State.READING_BODY && head.isResetContentWithoutFraming()) {
        exchange.end(Headers.EMPTY, false);
      }
    }
  }

  private void read(HttpContent part) {
    if (part.decoderResult().isFailure()) {
      var cause = part.decoderResult().cause();
      exchange.fail("the response body is malformed: " + ErrorText.reason(cause), cause);
      return;
    }
    var content = part.content();
    var bytes = BYTES.get();
    while (state == State.READING_BODY && content.isReadable()) {
      int length = Math.min(bytes.length, content.readableBytes());
      content.readBytes(bytes, 0, length);
      give(bytes, length);
    }
    if (state == State.READING_BODY && part instanceof LastHttpContent) {
      if (secure && endsWithConnection && !farewell) {
        exchange.fail("the connection was closed without TLS's farewell", null);
      } else {
        exchange.end(Headers.EMPTY, false);
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (state != State.DETACHED) {
      exchange.readComplete();
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (state != State.DETACHED) {
      exchange.writabilityChanged();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
      farewell = true;
      context.close(); // Nothing more can come, whether a FIN follows or not.
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (state != State.DETACHED) {
      exchange.broken(
          state == State.AWAITING_HEAD
              ? "the upstream closed the connection before its response had begun"
              : "the upstream closed the connection before its response was complete",
          null);
    }
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (state != State.DETACHED) {
      exchange.broken("the connection broke: " + ErrorText.reason(cause), cause);
    }
  }
}
