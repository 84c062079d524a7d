package httpd.upstream;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.pump.LinePump;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;

/**
 * Writes what the client sends to the upstream. What the upstream does not take is not polled,
 * except what the channel holds (64 KiB). {@link LinePump} has the drawing; it is READY until the
 * upstream may have the body.
 *
 * <p>On the exchange's event loop, except for the wake-up of the source.
 */
abstract class RequestFeed extends LinePump {

  /** Bytes after which others of the loop get their turn. */
  private static final int TURN = 64 * 1024;

  private final Channel channel;
  private boolean discarding;

  RequestFeed(Channel channel, LineSource source) {
    super(source, channel.eventLoop());
    this.channel = channel;
  }

  abstract Object message(ByteBuf bytes);

  abstract void moved();

  /** The connection takes no more bytes; a response may still be read from it. */
  abstract void cannotSend(Throwable cause);

  void discard() {
    discarding = true;
    writabilityChanged();
  }

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
    send(message(Unpooled.wrappedBuffer(bytes)));
    return bytes.length;
  }

  final void send(Object message) {
    channel
        .write(message)
        .addListener(written -> {
          if (!written.isSuccess()) {
            cannotSend(written.cause());
          }
        });
  }

  @Override
  protected void flush() {
    channel.flush();
    moved();
  }
}
