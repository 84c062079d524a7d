package httpd.net;

import io.netty.channel.Channel;

/**
 * Pauses and resumes reading from a connection: while the reader of what comes falls behind, and
 * while the peer has sent too much ahead.
 *
 * <p>Once the peer has sent its FIN there is nothing left to pause, and a pause would do harm:
 * Netty 4.2.18 takes an epoll channel that waits neither for input nor for the FIN out of the set,
 * and fails when the channel has to wait for room to write.
 */
public class ReadControl {

  private final Channel channel;

  /** Set on the event loop, where alone reading is paused. */
  private boolean inputEnded;

  public ReadControl(Channel channel) {
    this.channel = channel;
  }

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
   * it answers, and the connection would never be read again.
   */
  public void resume() {
    if (channel.eventLoop().inEventLoop()) {
      readOn();
    } else if (!channel.eventLoop().isShuttingDown()) {
      channel.eventLoop().execute(this::readOn);
    }
  }

  /** To be called when the FIN has come. On the event loop only. */
  public void inputEnded() {
    inputEnded = true;
    readOn();
  }

  /** Reads on. On the event loop. */
  protected void readOn() {
    if (channel.isActive()) {
      channel.config().setAutoRead(true);
    }
  }
}
