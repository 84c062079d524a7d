package httpd.net;

import io.netty.channel.Channel;

/**
 * Whether a connection is read from. Two things pause it: a request body that its reader is behind
 * with, and too much that was sent ahead.
 *
 * <p>Once the client has sent its FIN nothing is left to pause, and pausing would do harm: an epoll
 * channel of Netty 4.2.18 that waits neither for input nor for the FIN is taken off the poll, and
 * fails when it has to wait for room to write.
 */
public final class ReadControl {

  private final Channel channel;

  /** Set on the event loop, where alone reading is paused. */
  private boolean inputEnded;

  public ReadControl(Channel channel) {
    this.channel = channel;
  }

  /** Whether the connection is read from. On the event loop only. */
  public boolean isOn() {
    return channel.config().isAutoRead();
  }

  /** On the event loop only. */
  public void pause() {
    if (!inputEnded) {
      channel.config().setAutoRead(false);
    }
  }

  /**
   * From any thread, but done on the event loop: otherwise a resume could overtake the pause that
   * it answers, and nobody would ever read again.
   */
  public void resume() {
    if (channel.eventLoop().inEventLoop()) {
      readOn();
    } else if (!channel.eventLoop().isShuttingDown()) {
      channel.eventLoop().execute(this::readOn);
    }
  }

  /** To be called while the channel tells of the FIN. On the event loop only. */
  public void inputEnded() {
    inputEnded = true;
    readOn();
  }

  private void readOn() {
    if (channel.isActive()) {
      channel.config().setAutoRead(true);
    }
  }
}
