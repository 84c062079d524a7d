package httpd.server.connection;

import httpd.CloseReason;
import httpd.net.DirectSocket;
import httpd.server.answer.AnswerBytes;
import httpd.server.answer.AnswerTurn;
import httpd.server.answer.ExchangeLog;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The short answers of one connection, which are written once at the end of its turn: when all that
 * was read is handled.
 *
 * <pre>
 *                 add()                flush(): all is sent
 *   EMPTY ─────────────────► GATHERED ─────────────────────► EMPTY
 *                               │ flush(): the socket is full
 *                               ▼
 *                            BEHIND    no request begins until the rest is sent
 * </pre>
 *
 * <p>On the event loop only.
 */
final class TurnAnswers implements AnswerTurn {

  /** The connection, which begins no request while an answer waits for its client. */
  interface Owner {

    /** The socket has no room for answers that are complete. */
    void answersWait();

    void answersAreWritten();

    CloseReason whyGone();

    /** Closes the connection, also when there is no memory for the usual way. */
    void end();
  }

  private final Owner connection;
  private final Channel channel;
  private final Supplier<TurnBuffer> buffers;
  private @Nullable TurnBuffer buffer;
  private @Nullable DirectSocket socket;
  private boolean reading;
  private boolean advancing;
  private int behind;

  TurnAnswers(Owner connection, Channel channel, Supplier<TurnBuffer> buffers) {
    this.connection = connection;
    this.channel = channel;
    this.buffers = buffers;
  }

  void readBegins() {
    reading = true;
  }

  void readEnds() {
    reading = false;
    flushAtItsEnd();
  }

  /** Whether what was read may not all be known yet. */
  boolean isReading() {
    return reading;
  }

  /** Begins to handle requests that were held; false if it is under way. */
  boolean advanceBegins() {
    boolean begins = !advancing;
    advancing = true;
    return begins;
  }

  void advanceEnds() {
    advancing = false;
    flushAtItsEnd();
  }

  /** Whether the socket has no room for an answer that is complete. */
  boolean isBehind() {
    return behind > 0;
  }

  @Override
  public boolean add(AnswerBytes answer, ExchangeLog log) {
    int most = answer.most();
    if (!TurnBuffer.mayTake(most)) {
      return false;
    }
    if (buffer == null) {
      buffer = buffers.get();
    }
    buffer.add(this, answer, most, log);
    return true;
  }

  @Override
  public void flushAtItsEnd() {
    if (!reading && !advancing) {
      flush();
    }
  }

  @Override
  public void flush() {
    if (buffer != null && buffer.isOf(this)) {
      flush(buffer);
    }
  }

  private void flush(TurnBuffer buffer) {
    try {
      if (socket == null) {
        socket = new DirectSocket(channel);
      }
      var rest = buffer.sendTo(socket);
      if (rest == null) {
        buffer.done(CloseReason.COMPLETED);
      } else {
        write(rest, buffer.takeLogs());
      }
    } catch (Throwable noMemory) {
      buffer.done(CloseReason.SOURCE_FAILED);
      connection.end();
    }
  }

  private void write(ByteBuf rest, List<ExchangeLog> logs) {
    var written = encoder().writeAndFlush(rest);
    if (written.isDone()) {
      written(written, logs);
    } else {
      behind++;
      connection.answersWait();
      written.addListener(future -> {
        behind--;
        written(future, logs);
        if (future.isSuccess()) {
          connection.answersAreWritten();
        }
      });
    }
  }

  private ChannelHandlerContext encoder() {
    return channel.pipeline().context(ResponseEncoder.class);
  }

  private void written(Future<?> future, List<ExchangeLog> logs) {
    if (future.isSuccess()) {
      logs.forEach(log -> log.done(CloseReason.COMPLETED));
    } else {
      logs.forEach(log -> log.done(connection.whyGone()));
      channel.close();
    }
  }

  /** The client has gone: what was not written never will be. */
  void gone() {
    if (buffer != null && buffer.isOf(this)) {
      buffer.clear();
      buffer.done(connection.whyGone());
    }
  }
}
