package httpd.server.http2;

import httpd.net.OutputEnd;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import java.util.concurrent.TimeUnit;

/**
 * The end of an HTTP/2 connection that neither side breaks off (RFC 9113, section 6.8).
 *
 * <pre>
 *           begin(): GOAWAY(2^31-1), PING         the PING is answered, or {@value #ANSWER_MILLIS} ms
 *   OPEN ───────────────────────────────► WARNED ──────────────────────────────► LAST: GOAWAY(n)
 *                                                                                   │
 *   closed ◄── the client's FIN, {@value #LINGER_SECONDS} s ── FIN ◄── no stream ───┘
 * </pre>
 *
 * <p>A request that was on its way while the server said that it stops is so still served, or
 * refused such that the client may send it elsewhere. On the event loop only.
 */
final class ConnectionFarewell {

  private static final int ANSWER_MILLIS = 500;
  private static final int LINGER_SECONDS = 2;

  /** What the PING carries. */
  private static final long LAST_CALL = 0x68747470642d3032L;

  private enum State {
    OPEN,
    WARNED,
    LAST
  }

  private final Channel channel;
  private State state = State.OPEN;
  private boolean over;
  private boolean finishing;

  ConnectionFarewell(Channel channel) {
    this.channel = channel;
  }

  /** The server stops. */
  void begin() {
    if (state == State.OPEN) {
      state = State.WARNED;
      var codec = codec();
      codec.write(goAway(Integer.MAX_VALUE));
      codec.writeAndFlush(new DefaultHttp2PingFrame(LAST_CALL));
      channel.eventLoop().schedule(this::last, ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** A PING of the server was answered. */
  void answered(long content) {
    if (state == State.WARNED && content == LAST_CALL) {
      last();
    }
  }

  private void last() {
    writeLast();
    finish();
  }

  /** There is no stream left, and there will be none that counts. */
  void streamsAreOver() {
    over = true;
    if (state == State.OPEN) {
      last();
    } else {
      finish();
    }
  }

  /** Says which stream was the last one, unless that is said. */
  ChannelFuture writeLast() {
    if (state == State.LAST || !channel.isActive()) {
      return channel.newSucceededFuture();
    }
    state = State.LAST;
    return codec().writeAndFlush(goAway(0));
  }

  private void finish() {
    if (over && state == State.LAST && !finishing && channel.isActive()) {
      finishing = true;
      codec().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> linger());
    }
  }

  /** Ends the output, and waits for the client's end: a close could take what it has not read. */
  private void linger() {
    if (channel.isActive()) {
      OutputEnd.send(channel);
      channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static Http2GoAwayFrame goAway(int moreStreams) {
    return new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR).setExtraStreamIds(moreStreams);
  }

  /** Past the connection, whose own close would come back here. */
  private ChannelHandlerContext codec() {
    return channel.pipeline().context(Http2MultiplexHandler.class);
  }
}
