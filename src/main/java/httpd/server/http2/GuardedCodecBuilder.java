package httpd.server.http2;

import httpd.limit.Bound;
import httpd.limit.Limits;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;

/** Builds the codec of one connection, with the bounds that there are. */
final class GuardedCodecBuilder extends Http2FrameCodecBuilder {

  /** What a client may send of one body before it is read. */
  private static final int STREAM_WINDOW = 128 * 1024;

  /** Frames that answer frames of a client, and that it does not read. */
  private static final int MOST_UNREAD_CONTROL_FRAMES = 1_000;

  /** Frames with padding and nothing else, or empty ones, one after the other. */
  private static final int MOST_EMPTY_DATA = 100;

  /** How long a client may take to read why its connection is closed. */
  private static final long GOAWAY_MILLIS = 1_000;

  private final Channel channel;
  private final Limits limits;
  private final FrameGuard guard;
  private final FairDistributor distributor;

  private GuardedCodecBuilder(Channel channel, Limits limits) {
    this.channel = channel;
    this.limits = limits;
    this.guard = new FrameGuard(channel, limits);
    var connection = new DefaultHttp2Connection(true);
    this.distributor = new FairDistributor(connection, guard);
    connection
        .remote()
        .flowController(new DefaultHttp2RemoteFlowController(connection, distributor));
    connection(connection);
  }

  static GuardedCodec build(Channel channel, Limits limits) {
    var builder = new GuardedCodecBuilder(channel, limits);
    builder.initialSettings(settings(limits));
    builder.encoderEnforceMaxQueuedControlFrames(MOST_UNREAD_CONTROL_FRAMES);
    builder.decoderEnforceMaxConsecutiveEmptyDataFrames(MOST_EMPTY_DATA);
    builder.decoderEnforceMaxRstFramesPerWindow(0, 0); // The guard counts these.
    builder.encoderEnforceMaxRstFramesPerWindow(0, 0);
    builder.decoderEnforceMaxSmallContinuationFrames(Integer.MAX_VALUE);
    builder.gracefulShutdownTimeoutMillis(GOAWAY_MILLIS);
    return (GuardedCodec) builder.build();
  }

  private static Http2Settings settings(Limits limits) {
    var settings = new Http2Settings().initialWindowSize(STREAM_WINDOW);
    long streams = limits.of(Bound.H2_STREAMS).most();
    if (streams > 0) {
      settings.maxConcurrentStreams(streams);
    }
    long head = limits.of(Bound.HEAD).most();
    settings.maxHeaderListSize(head == 0 ? Integer.MAX_VALUE : Math.min(head, Integer.MAX_VALUE));
    return settings;
  }

  @Override
  protected GuardedCodec build(
      Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
    var codec = new GuardedCodec(encoder, decoder, settings, channel, limits, guard, distributor);
    codec.gracefulShutdownTimeoutMillis(gracefulShutdownTimeoutMillis());
    return codec;
  }
}
