package httpd.server.http2;

import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.net.LoopTask;
import httpd.server.request.ClientText;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's codec, which gets one frame at a time, after a look at its header by the {@link
 * FrameGuard}.
 *
 * <pre>
 *              24 bytes                a flood, an error of the connection
 *   PREFACE ──────────► FRAMES ─────────────────────────────────────────────► CLOSED: GOAWAY is sent,
 *                                                                             the rest is dropped
 * </pre>
 *
 * <p>After a stream was reset here, what the client had sent before it knew is dropped (RFC 9113,
 * section 5.1); Netty would answer each such frame with another reset.
 */
final class GuardedCodec extends Http2FrameCodec {

  private final Channel channel;
  private final Limits limits;
  private final FrameGuard guard;
  private final FairDistributor distributor;
  private final FrameCutter cutter;
  private final ResetStreams reset;
  private final Violations violations;

  private boolean closed;
  private boolean flushes;

  /** Whether the header block that arrives is of a stream that the client has ended. */
  private boolean afterEnd;

  /** The stream that has got a 431: a reset with an error could take that from the client. */
  private int answered431;

  GuardedCodec(
      Http2ConnectionEncoder encoder,
      Http2ConnectionDecoder decoder,
      Http2Settings settings,
      Channel channel,
      Limits limits,
      FrameGuard guard,
      FairDistributor distributor) {
    super(encoder, decoder, settings, true, true);
    this.channel = channel;
    this.limits = limits;
    this.guard = guard;
    this.distributor = distributor;
    this.cutter = new FrameCutter(guard);
    this.reset = new ResetStreams(channel, limits, guard);
    this.violations = new Violations(channel);
  }

  Violations violations() {
    return violations;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (closed) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (cutter.isAtFrame(in)) {
      begin(context, in);
    }
    int most = cutter.most(in);
    if (most > 0) {
      decodeSome(context, in, out, most);
    }
    cutter.rests(in);
  }

  private void begin(ChannelHandlerContext context, ByteBuf in) {
    cutter.begin(guard.begins(in));
    afterEnd = guard.isOfBlock() && hasEnded(guard.stream());
    var flood = guard.objection(in, ResetStreams.isOver(connection(), guard.stream()));
    if (flood != null) {
      calmDown(context, flood);
      in.skipBytes(in.readableBytes());
    }
  }

  /** Whether the client has ended its side of a stream that is still open here. */
  private boolean hasEnded(int streamId) {
    var stream = connection().stream(streamId);
    return stream != null && !stream.state().remoteSideOpen();
  }

  private void decodeSome(ChannelHandlerContext context, ByteBuf in, List<Object> out, int length)
      throws Exception {
    int begin = in.readerIndex();
    int end = in.writerIndex();
    in.writerIndex(begin + length);
    try {
      super.decode(context, in, out);
    } finally {
      cutter.decoded(in.readerIndex() - begin);
      in.writerIndex(end);
    }
  }

  /**
   * Sends what was written once the tasks of the event loop that wait now have run: streams that
   * have got a line at the same time share a write to the socket.
   */
  @Override
  public void flush(ChannelHandlerContext context) {
    if (!flushes) {
      flushes = true;
      LoopTask.execute(channel.eventLoop(), () -> flushNow(context), () -> {});
    }
  }

  private void flushNow(ChannelHandlerContext context) {
    flushes = false;
    if (channel.isActive()) {
      super.flush(context);
    }
  }

  /** What a read has caused leaves with it. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    flushes = true;
    super.channelReadComplete(context);
    flushNow(context);
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) throws Exception {
    flushNow(context);
    super.close(context, promise);
  }

  private void calmDown(ChannelHandlerContext context, String flood) {
    onError(
        context,
        false,
        Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "a flood of %s", flood));
  }

  FrameCutter cutter() {
    return cutter;
  }

  /** Returns whether data of a stream wait for the client. */
  boolean hasWaitingData(int streamId) {
    var stream = connection().stream(streamId);
    return stream != null && connection().remote().flowController().hasFlowControlled(stream);
  }

  /** Begins to count what a stream gets; null if it is closed. */
  @Nullable DataCount countSent(int streamId) {
    var stream = connection().stream(streamId);
    return stream == null ? null : distributor.count(stream);
  }

  @Override
  public ChannelFuture resetStream(
      ChannelHandlerContext context, int streamId, long code, ChannelPromise promise) {
    if (reset.contains(streamId) || guard.resets(streamId)) {
      return promise.setSuccess();
    }
    if (connection().stream(streamId) != null) {
      reset.add(streamId);
    }
    var written =
        streamId == answered431
            ? super.resetStream(context, streamId, Http2Error.NO_ERROR.code(), promise)
            : super.resetStream(context, streamId, code, promise);
    var flood = closed ? null : reset.count(code, connection().goAwaySent());
    if (flood != null) {
      calmDown(context, flood);
    }
    return written;
  }

  @Override
  public void onError(ChannelHandlerContext context, boolean outbound, Throwable cause) {
    var embedded = Http2CodecUtil.getEmbeddedHttp2Exception(cause);
    if (!outbound && embedded != null && Http2Exception.isStreamError(embedded)) {
      var what = String.valueOf(embedded.getMessage());
      if (isOfIdleStream(embedded)) {
        var error = Http2Exception.connectionError(embedded.error(), embedded, "%s", what);
        onConnectionError(context, false, error, error);
        return;
      }
      violations.ofStream(embedded.error(), what);
      ResetStreams.open(connection(), embedded);
    }
    super.onError(context, outbound, afterEnd ? streamClosed(cause, embedded) : cause);
  }

  /** An error of PRIORITY: RFC 9113, section 6.4, forbids to reset an idle stream. */
  private boolean isOfIdleStream(Http2Exception error) {
    return !guard.isOfBlock() && !connection().streamMayHaveExisted(Http2Exception.streamId(error));
  }

  /** RFC 9113, section 5.1: whatever else is wrong with fields that come after the end. */
  private static Throwable streamClosed(Throwable cause, @Nullable Http2Exception embedded) {
    return embedded instanceof Http2Exception.StreamException error
        ? Http2Exception.streamError(
            error.streamId(), Http2Error.STREAM_CLOSED, cause, "fields after the end")
        : cause;
  }

  /** Says which stream was the last one, also after an error. */
  @Override
  public ChannelFuture goAway(
      ChannelHandlerContext context,
      int lastStreamId,
      long code,
      ByteBuf why,
      ChannelPromise promise) {
    boolean isError = code != Http2Error.NO_ERROR.code();
    int last = isError ? connection().remote().lastStreamCreated() : lastStreamId;
    return super.goAway(context, last, code, why, promise);
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext context, boolean outbound, Throwable cause, Http2Exception error) {
    if (!closed) {
      violations.ofConnection(error == null ? cause : error);
    }
    closed = true;
    super.onConnectionError(context, outbound, cause, error);
  }

  @Override
  protected void handleServerHeaderDecodeSizeError(
      ChannelHandlerContext context, Http2Stream stream) {
    limits.of(Bound.HEAD).reached(() -> ClientText.answered(431, channel));
    answered431 = stream.id();
    super.handleServerHeaderDecodeSizeError(context, stream);
  }
}
