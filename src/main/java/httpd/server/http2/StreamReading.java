package httpd.server.http2;

import httpd.net.ReadControl;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2DataFrame;

/**
 * Pauses and resumes the reading of one stream by its window: while it is paused, the client gets
 * no more room. What comes before that reaches it is taken, and is bounded by the window.
 *
 * <pre>
 *          pause()
 *   ON ◄────────────► PAUSED   what is received waits for its window update
 *          resume()
 * </pre>
 */
final class StreamReading extends ReadControl {

  private final Channel stream;
  private boolean paused;
  private int owed;

  StreamReading(Channel stream) {
    super(stream);
    this.stream = stream;
  }

  @Override
  public boolean isOn() {
    return !paused;
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  protected void readOn() {
    paused = false;
    if (owed > 0) {
      giveRoom();
      stream.flush();
    }
  }

  void received(Http2DataFrame frame) {
    owed += frame.initialFlowControlledBytes();
    if (!paused && owed > 0) {
      giveRoom();
    }
  }

  private void giveRoom() {
    int room = owed;
    owed = 0;
    if (stream.isActive()) {
      stream.write(new DefaultHttp2WindowUpdateFrame(room));
    }
  }
}
