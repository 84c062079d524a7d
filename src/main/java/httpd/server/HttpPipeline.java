package httpd.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;

/**
 * What is in each connection's channel: the codec, from bytes to HTTP messages and back, and behind
 * it the exchange. Nothing between them: lines go past the codec's encoder, straight to the socket.
 */
final class HttpPipeline extends ChannelInitializer<Channel> {

  /** More requests than the bytes that are held, and one more read, can be. */
  private static final int MOST_PIPELINED = 8192;

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
    channel
        .pipeline()
        .addLast(codec())
        .addLast(new ExchangeHandler(channel, handler, config, eventStreams, this::codec));
    connections.add(channel);
  }

  private HttpServerCodec codec() {
    return new HttpServerCodec(decoderConfig(), MOST_PIPELINED);
  }

  private HttpDecoderConfig decoderConfig() {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(config.longestRequestLine())
        .setMaxHeaderSize(config.longestHead());
  }
}
