package httpd.server.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Body;
import httpd.line.log.ServerLog;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCounted;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.RejectedExecutionException;

/**
 * Sends the pieces of an open file behind a head that is written already. One for each response.
 *
 * <pre>
 *             slice written: next turn
 *            ┌───────────┐
 *            ▼           │        all written
 *  start ─► SENDING ─────┴──────────────────────► CLOSED, the response is complete
 *              │
 *              │ client gone, file shorter than announced, loop ended
 *              └────────────────────────────────► CLOSED, the connection too
 * </pre>
 *
 * <p>At any time one slice of at most {@value #SLICE} bytes is on its way, by {@code sendfile}
 * where the system has it, and its future decides what comes next. So nothing is asked of the file
 * while the client takes nothing, other connections get their turn between two slices, and the file
 * is closed by whatever fails the slice. Everything runs on the connection's event loop; a slice
 * that the system has to read from disc first holds it for that long.
 */
final class FileBodyWriter {

  private static final System.Logger LOG = ServerLog.ofServer();

  private static final int SLICE = 512 * 1024;

  /** A slice of a file that others need afterwards. */
  private static final class Slice extends DefaultFileRegion {

    Slice(FileChannel file, long position, long length) {
      super(file, position, length);
    }

    @Override
    protected void deallocate() {
      // The file is closed with the response.
    }
  }

  private final ChannelHandlerContext exchange;
  private final ChannelHandlerContext codec;
  private final Body.File body;
  private final ChannelPromise done;

  /** The piece that is being sent, and how much of it was. */
  private int piece;

  private long sent;

  FileBodyWriter(ChannelHandlerContext exchange, Body.File body) {
    this.exchange = exchange;
    this.codec = exchange.pipeline().context(CombinedChannelDuplexHandler.class);
    this.body = body;
    this.done = exchange.newPromise();
  }

  /**
   * Takes its first turn, which also flushes the head.
   *
   * @return succeeds when all is written; fails when the connection is being closed, with a {@link
   *     TruncatedFileException} if the file is why
   */
  ChannelFuture start() {
    turn();
    return done;
  }

  /** Closes the file of a body; again does nothing. */
  private static void close(Body.File body) {
    try {
      body.channel().close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "a file that was served cannot be closed: " + e, e);
    }
  }

  private void turn() {
    skipWhatIsSent();
    if (piece == body.pieces().size()) {
      finish();
    } else {
      codec.writeAndFlush(nextSlice()).addListener(this::written);
    }
  }

  private void skipWhatIsSent() {
    while (piece < body.pieces().size() && sent == body.pieces().get(piece).length()) {
      piece++;
      sent = 0;
    }
  }

  private ReferenceCounted nextSlice() {
    switch (body.pieces().get(piece)) {
      case Body.File.Literal(var text) -> {
        var bytes = text.getBytes(UTF_8);
        sent = bytes.length;
        return Unpooled.wrappedBuffer(bytes);
      }
      case Body.File.Region(var position, var length) -> {
        long count = Math.min(SLICE, length - sent);
        var slice = new Slice(body.channel(), position + sent, count);
        sent += count;
        return slice;
      }
    }
  }

  private void written(Future<?> slice) {
    if (!slice.isSuccess()) {
      fail(slice.cause());
      return;
    }
    skipWhatIsSent();
    if (piece == body.pieces().size()) {
      finish();
      return;
    }
    try {
      exchange.executor().execute(this::turn);
    } catch (RejectedExecutionException loopHasEnded) {
      fail(loopHasEnded);
    }
  }

  private void finish() {
    close(body);
    exchange
        .writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
        .addListener(last -> {
          if (last.isSuccess()) {
            done.setSuccess();
          } else {
            fail(last.cause());
          }
        });
  }

  /** The announced length cannot be reached, which the client sees by the close. */
  private void fail(Throwable cause) {
    var reason = isTruncated() ? truncated(cause) : cause;
    close(body);
    done.setFailure(reason); // First: who listens knows the reason before the connection is gone.
    exchange.close();
  }

  private boolean isTruncated() {
    try {
      return piece < body.pieces().size()
          && body.pieces().get(piece) instanceof Body.File.Region(var position, var length)
          && body.channel().isOpen()
          && body.channel().size() < position + length;
    } catch (IOException unknown) {
      return false;
    }
  }

  private static TruncatedFileException truncated(Throwable cause) {
    return new TruncatedFileException("the file became shorter than announced", cause);
  }
}
