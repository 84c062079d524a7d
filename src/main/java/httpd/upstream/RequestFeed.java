package httpd.upstream;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.pump.LinePump;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Writes a request body to the upstream. What the upstream does not take is not polled, except what
 * the channel holds (64 KiB). {@link LinePump} has the drawing; it is READY until the upstream may
 * have the body.
 *
 * <p>On the exchange's event loop, except for the wake-up of the source.
 */
final class RequestFeed extends LinePump {

  /** What the feed reports, on the event loop. */
  interface Listener {

    /** Some of the body was handed to the channel. */
    void requestMoved();

    /** All of the body was handed to the channel, and is about to be flushed. */
    default void requestSent() {}

    /** The body has failed before its end. */
    void requestBroken(Throwable cause);

    /** The connection takes no more of the body; a response may still be read from it. */
    void cannotSend(Throwable cause);
  }

  /** Bytes after which others of the loop get their turn. */
  private static final int TURN = 64 * 1024;

  private final Channel channel;
  private final Listener listener;

  /** Whether bytes are written unchanged, past any codec, and end without a last chunk. */
  private final boolean raw;

  private boolean discarding;
  private boolean sent;

  RequestFeed(Channel channel, LineSource source, Listener listener) {
    this(channel, source, listener, false);
  }

  private RequestFeed(Channel channel, LineSource source, Listener listener, boolean raw) {
    super(source, channel.eventLoop());
    this.channel = channel;
    this.listener = listener;
    this.raw = raw;
  }

  /** Makes the feed of a tunnel, whose bytes are not a body any more. */
  static RequestFeed ofTunnel(Channel channel, LineSource source, Listener listener) {
    return new RequestFeed(channel, source, listener, true);
  }

  boolean hasBegun() {
    return state() != State.READY;
  }

  boolean isSent() {
    return sent;
  }

  boolean waitsForClient() {
    return state() == State.WAITING_FOR_SOURCE;
  }

  /** Polls the body to its end, but writes no more of it. */
  void discard() {
    discarding = true;
    writabilityChanged();
  }

  /** Takes no more of the body. */
  void stop() {
    stopPumping();
  }

  @Override
  protected int beginTurn() {
    return TURN;
  }

  @Override
  protected boolean isWritable() {
    return discarding || channel.isWritable();
  }

  @Override
  protected int write(Line line) {
    if (discarding) {
      return line.length();
    }
    var bytes = new byte[line.length()];
    line.copyTo(bytes, 0);
    var buffer = Unpooled.wrappedBuffer(bytes);
    send(raw ? buffer : new DefaultHttpContent(buffer));
    return bytes.length;
  }

  private void send(Object message) {
    channel
        .write(message)
        .addListener(written -> {
          if (!written.isSuccess()) {
            listener.cannotSend(written.cause());
          }
        });
  }

  @Override
  protected void flush() {
    channel.flush();
    listener.requestMoved();
  }

  @Override
  protected void ended() {
    sent = true;
    if (!raw) {
      send(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    listener.requestSent();
    flush();
  }

  @Override
  protected void failed(Throwable cause) {
    listener.requestBroken(cause);
  }
}
