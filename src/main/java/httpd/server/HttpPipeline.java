package httpd.server;

import httpd.limit.Bound;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import java.util.function.Supplier;

/**
 * What is in each connection's channel: the codec, from bytes to HTTP messages and back, and behind
 * it the exchange. Nothing between them: lines go past the codec's encoder, straight to the socket.
 */
final class HttpPipeline extends ChannelInitializer<Channel> {

  private final SiteGate handler;
  private final ServerConfig config;
  private final EventStreams eventStreams;
  private final ChannelGroup connections;

  HttpPipeline(
      SiteGate handler, ServerConfig config, EventStreams eventStreams, ChannelGroup connections) {
    this.handler = handler;
    this.config = config;
    this.eventStreams = eventStreams;
    this.connections = connections;
  }

  @Override
  protected void initChannel(Channel channel) {
    var heads =
        new MemoryShare(
            config.limits().of(Bound.BODY_MEMORY), 1, () -> RequestBody.answered(503, channel));
    Supplier<RequestCodec> codec = () -> new RequestCodec(decoderConfig(), heads);
    channel
        .pipeline()
        .addLast(codec.get())
        .addLast(new ExchangeHandler(channel, handler, config, eventStreams, heads, codec));
    connections.add(channel);
  }

  private HttpDecoderConfig decoderConfig() {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(size(Bound.REQUEST_LINE))
        .setMaxHeaderSize(size(Bound.HEAD));
  }

  private int size(Bound bound) {
    long most = config.limits().of(bound).most();
    return most == 0 ? Integer.MAX_VALUE : (int) Math.min(most, Integer.MAX_VALUE);
  }
}
