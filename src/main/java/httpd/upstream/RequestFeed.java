package httpd.upstream;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.RejectedExecutionException;

/**
 * A request body on its way to the upstream: the pump of the other direction. What the upstream
 * does not take is not asked for, but for what the channel holds (64 KiB).
 *
 * <pre>
 *                     poll: Line                  channel full
 *                    ┌──────────┐             ┌────────────────────┐
 *           start    ▼          │             │                    ▼
 *   WAITING ────► FEEDING ──────┘─────────────┘          WAITING_FOR_UPSTREAM
 *      │             │  ▲                                      │ channel drained
 *      │             │  └──────────────────────────────────────┤
 *      │             │ poll: Pending                           │ wake
 *      │             ├──────────────► WAITING_FOR_CLIENT ──────┘ (back to FEEDING)
 *      │             │
 *      │ stop        ├── End ──► SENT
 *      └─► STOPPED ◄─┴── Failed (the exchange is told), stop
 * </pre>
 *
 * <p>On the exchange's event loop, but for the wake-up of the source. The source is closed once it
 * is sent or stopped.
 */
final class RequestFeed {

  /** Is told of one of the two endings. */
  interface Listener {

    /** Some of it has been handed to the channel. */
    void requestMoved();

    /** All of it has been handed to the channel, and is about to be flushed. */
    default void requestSent() {}

    /** The client has not sent all. */
    void requestBroken(Throwable cause);

    /** The connection takes no more of it; what it has to say may still be read. */
    void cannotSend(Throwable cause);
  }

  private enum State {
    WAITING,
    FEEDING,
    WAITING_FOR_UPSTREAM,
    WAITING_FOR_CLIENT,
    SENT,
    STOPPED
  }

  /** Bytes after which others of the loop get their turn. */
  private static final int TURN = 64 * 1024;

  private final Channel channel;
  private final LineSource source;
  private final Listener listener;

  /** Whether it is written as it is, past any codec, and ends without a last chunk. */
  private final boolean raw;

  private State state = State.WAITING;
  private boolean discarding;

  RequestFeed(Channel channel, LineSource source, Listener listener) {
    this(channel, source, listener, false);
  }

  private RequestFeed(Channel channel, LineSource source, Listener listener, boolean raw) {
    this.channel = channel;
    this.source = source;
    this.listener = listener;
    this.raw = raw;
  }

  /** One of bytes that are no body any more. */
  static RequestFeed ofTunnel(Channel channel, LineSource source, Listener listener) {
    return new RequestFeed(channel, source, listener, true);
  }

  /** Begins; does nothing if it has begun, or was stopped. */
  void start() {
    if (state == State.WAITING) {
      feed();
    }
  }

  boolean hasBegun() {
    return state != State.WAITING;
  }

  boolean isSent() {
    return state == State.SENT;
  }

  boolean waitsForClient() {
    return state == State.WAITING_FOR_CLIENT;
  }

  /** Writes no more of it, and takes it to its end all the same. */
  void discard() {
    discarding = true;
    if (state == State.WAITING_FOR_UPSTREAM) {
      feed();
    }
  }

  /** Takes no more of it. */
  void stop() {
    if (state != State.SENT && state != State.STOPPED) {
      state = State.STOPPED;
      source.close();
    }
  }

  /** To be called when the channel's writability has changed. */
  void writabilityChanged() {
    if (state == State.WAITING_FOR_UPSTREAM && channel.isWritable()) {
      feed();
    }
  }

  private void feed() {
    state = State.FEEDING;
    int written = 0;
    while (state == State.FEEDING && mayWrite() && written < TURN) {
      switch (poll()) {
        case Line line -> written += write(line);
        case Poll.Pending() -> state = State.WAITING_FOR_CLIENT;
        case Poll.End() -> end();
        case Poll.Failed(var cause) -> broken(cause);
      }
    }
    if (state == State.STOPPED) {
      return;
    }
    if (state == State.FEEDING) {
      pause();
    }
    channel.flush();
    listener.requestMoved();
  }

  /** Whatever goes wrong in it, the exchange must hear of it. */
  private Poll poll() {
    try {
      return source.poll(this::wake);
    } catch (Throwable brokenContract) {
      return new Poll.Failed(brokenContract);
    }
  }

  private boolean mayWrite() {
    return discarding || channel.isWritable();
  }

  private int write(Line line) {
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
        .addListener(sent -> {
          if (!sent.isSuccess()) {
            listener.cannotSend(sent.cause());
          }
        });
  }

  /** The flush that follows may make room and say so. */
  private void pause() {
    if (mayWrite()) {
      channel.eventLoop().execute(this::goOn);
    } else {
      state = State.WAITING_FOR_UPSTREAM;
    }
  }

  private void goOn() {
    if (state == State.FEEDING) {
      feed();
    }
  }

  private void end() {
    state = State.SENT;
    if (!raw) {
      send(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    source.close();
    listener.requestSent();
  }

  private void broken(Throwable cause) {
    stop();
    listener.requestBroken(cause);
  }

  /** From any thread. */
  private void wake() {
    try {
      channel.eventLoop().execute(this::woken);
    } catch (RejectedExecutionException loopHasEnded) {
      source.close(); // And with the loop the connection.
    }
  }

  private void woken() {
    if (state == State.WAITING_FOR_CLIENT) {
      feed();
    }
  }
}
