package httpd.server.connection;

import httpd.limit.Bound;
import httpd.server.answer.ServerShare;
import httpd.server.request.ClientText;
import httpd.server.request.MemoryShare;
import httpd.server.request.RequestDecoder;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Adds the handlers of HTTP/1.1 to a channel: the encoder, then the {@link HttpConnection}, which
 * puts its decoder between the two. There is nothing else, since lines bypass the encoder.
 */
public final class Http1Connections {

  private final ServerShare server;
  private final BooleanSupplier stopping;
  private final Http2Start http2;
  private final AtomicInteger lingering = new AtomicInteger();

  /**
   * Makes it.
   *
   * @param http2 serves a connection that begins with the preface of HTTP/2
   */
  public Http1Connections(ServerShare server, BooleanSupplier stopping, Http2Start http2) {
    this.server = server;
    this.stopping = stopping;
    this.http2 = http2;
  }

  /** Serves a connection that is admitted. On its event loop. */
  public void serve(Channel channel, LoopConnections neighbours) {
    server.logs().speaks(channel, false);
    var heads =
        new MemoryShare(
            server.limits().of(Bound.BODY_MEMORY), 1, () -> ClientText.answered(503, channel));
    Supplier<RequestDecoder> decoders = () -> new RequestDecoder(decoderConfig(), heads);
    channel
        .pipeline()
        .addLast(new ResponseEncoder())
        .addLast(new HttpConnection(channel, server, neighbours, heads, decoders, stopping, http2));
  }

  /** Answers 503 to a connection that is not admitted. On its event loop. */
  public void refuse(Channel channel) {
    channel.pipeline().addLast(RefusedConnection.tooMany(lingering));
  }

  /** Answers 400 to a client that speaks plain HTTP where TLS is spoken. On its event loop. */
  public void refusePlain(Channel channel) {
    channel.pipeline().addLast(RefusedConnection.needsTls(lingering));
  }

  private HttpDecoderConfig decoderConfig() {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(size(Bound.REQUEST_LINE))
        .setMaxHeaderSize(size(Bound.HEAD));
  }

  private int size(Bound bound) {
    long most = server.limits().of(bound).most();
    return most == 0 ? Integer.MAX_VALUE : (int) Math.min(most, Integer.MAX_VALUE);
  }
}
