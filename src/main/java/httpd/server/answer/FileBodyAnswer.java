package httpd.server.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Body;
import httpd.CloseReason;
import httpd.Response;
import httpd.limit.StreamMemory;
import httpd.net.LoopTask;
import httpd.net.OutputEnd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCounted;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;

/**
 * Regions of an open file, with text between them.
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
 * where the system and the connection have it, and its future decides what comes next. So the file
 * is not read while the client takes nothing, other connections get their turn between two slices,
 * and the file is closed by whatever fails the slice. A slice that the system has to read from disk
 * first holds the event loop for that long.
 */
final class FileBodyAnswer extends Answer {

  private static final int SLICE = 512 * 1024;

  private static final class Slice extends DefaultFileRegion {

    Slice(FileChannel file, long position, long length) {
      super(file, position, length);
    }

    @Override
    protected void deallocate() {
      // The next slice needs the file.
    }
  }

  private final StreamMemory memory = StreamMemory.ofTheProcess();
  private final Body.File body;

  /** The piece that is being sent, and how much of it was. */
  private int piece;

  private long sent;

  FileBodyAnswer(Owner owner, Response response, Body.File body) {
    super(owner, response);
    this.body = body;
  }

  @Override
  long length() {
    return body.length();
  }

  @Override
  void start(Delivery delivery) {
    writeHead(delivery, length());
    turn(delivery);
  }

  private void turn(Delivery delivery) {
    skipWhatIsSent();
    if (piece == body.pieces().size()) {
      finish(delivery);
    } else {
      send(delivery);
    }
  }

  private void send(Delivery delivery) {
    ReferenceCounted slice;
    try {
      slice = nextSlice(delivery);
    } catch (IOException | RuntimeException | OutOfMemoryError unreadable) {
      fail(delivery, unreadable);
      return;
    }
    int held = slice instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
    memory.take(held);
    delivery
        .bytes()
        .writeAndFlush(slice)
        .addListener(result -> {
          memory.release(held);
          written(delivery, result);
        });
  }

  private void skipWhatIsSent() {
    while (piece < body.pieces().size() && sent == body.pieces().get(piece).length()) {
      piece++;
      sent = 0;
    }
  }

  private ReferenceCounted nextSlice(Delivery delivery) throws IOException {
    switch (body.pieces().get(piece)) {
      case Body.File.Literal(var text) -> {
        var bytes = text.getBytes(UTF_8);
        sent = bytes.length;
        return Unpooled.wrappedBuffer(bytes);
      }
      case Body.File.Region(var position, var length) -> {
        return delivery.takesFiles() && OutputEnd.isPlain(owner.channel())
            ? nextRegion(position, length - sent)
            : nextBytes(delivery, position, length - sent);
      }
    }
  }

  private ReferenceCounted nextRegion(long position, long left) {
    long count = Math.min(SLICE, left);
    var slice = new Slice(body.channel(), position + sent, count);
    sent += count;
    return slice;
  }

  private ReferenceCounted nextBytes(Delivery delivery, long position, long left)
      throws IOException {
    int most = FileSlice.length(left);
    var slice = FileSlice.read(delivery.bytes().alloc(), body.channel(), position + sent, most);
    sent += slice.readableBytes();
    return slice;
  }

  private void written(Delivery delivery, Future<?> slice) {
    if (!slice.isSuccess()) {
      fail(delivery, slice.cause());
      return;
    }
    skipWhatIsSent();
    if (piece == body.pieces().size()) {
      finish(delivery);
      return;
    }
    LoopTask.execute(
        delivery.bytes().executor(),
        () -> turn(delivery),
        () -> fail(delivery, new ClosedChannelException()));
  }

  private void finish(Delivery delivery) {
    discard();
    endWhenWritten(delivery, delivery.messages().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
  }

  /** The announced length cannot be reached, which the client sees by the close. */
  private void fail(Delivery delivery, Throwable cause) {
    boolean truncated = isTruncated();
    discard();
    if (truncated) {
      var shorter = new IOException("the file became shorter than announced", cause);
      owner.cuts(CloseReason.SOURCE_FAILED);
      owner.ended(CloseReason.SOURCE_FAILED, shorter);
    }
    delivery.messages().channel().close();
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
}
