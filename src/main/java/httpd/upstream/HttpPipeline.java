package httpd.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;

/** From bytes to HTTP and back; a channel gets its {@link ResponseHandler} once it is connected. */
final class HttpPipeline extends ChannelInitializer<Channel> {

  private static final int LONGEST_STATUS_LINE = 8 * 1024;
  private static final int LONGEST_HEADERS = 64 * 1024;

  @Override
  protected void initChannel(Channel channel) {
    var limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LONGEST_STATUS_LINE)
            .setMaxHeaderSize(LONGEST_HEADERS);
    // What is missing when a connection ends early is the handler's to say.
    boolean failOnMissingResponse = false;
    channel.pipeline().addLast(new HttpClientCodec(limits, false, failOnMissingResponse));
  }
}
