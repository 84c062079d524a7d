package httpd.cli.once;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Body;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.Semaphore;

/**
 * Prints a body. Lines leave as soon as there is no further one to take, as to a client:
 *
 * <pre>
 *   poll ──► a line ──► buffered ──► poll
 *     └────► pending ──► flushed ──► wait for the wake-up ──► poll
 *     └────► end, failed ──► flushed
 * </pre>
 */
final class BodyPrinter {

  private static final int BUFFER = 64 * 1024;

  /** The body is not complete, for a reason that is not the output's. */
  static final class CutException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Throwable reason;

    CutException(Throwable reason) {
      super(reason);
      this.reason = reason;
    }

    Throwable reason() {
      return reason;
    }
  }

  private final LastByte out;
  private final Runnable whenWaiting;
  private boolean hasWaited;

  /** {@code whenWaiting} runs once, before the first wait for a line. */
  BodyPrinter(OutputStream out, Runnable whenWaiting) {
    this.out = new LastByte(out);
    this.whenWaiting = whenWaiting;
  }

  /**
   * Prints all of it, and on a terminal a line feed if it lacks one.
   *
   * @throws IOException if it cannot be written
   * @throws CutException if the body fails
   */
  void print(Body body, boolean terminal) throws IOException, CutException, InterruptedException {
    // Not a switch over types: its first use makes classes, which the answer waits for.
    if (body instanceof Body.Text(var text)) {
      out.write(text.getBytes(UTF_8));
    } else if (body instanceof Body.Lines(var source)) {
      print(source);
    } else if (body instanceof Body.PassThrough passed) {
      print(passed);
    } else {
      printOther(body);
    }
    if (terminal && out.last >= 0 && out.last != '\n') {
      out.write('\n');
    }
    out.flush();
  }

  private void printOther(Body body) throws IOException, CutException {
    if (body instanceof Body.Bytes(var bytes)) {
      out.write(bytes);
    } else if (body instanceof Body.Chunks(var chunks)) {
      for (var chunk : chunks) {
        out.write(chunk.getBytes(UTF_8));
      }
    } else if (body instanceof Body.File file) {
      print(file);
    } else {
      throw new CutException(new IOException("a tunnel and a WebSocket need a connection"));
    }
  }

  private void print(Body.PassThrough body) throws IOException, CutException, InterruptedException {
    long before = out.count;
    print(body.source());
    long length = out.count - before;
    if (body.length().isPresent() && body.length().getAsLong() != length) {
      throw new CutException(
          new EOFException(length + " bytes of " + body.length().getAsLong() + " have come"));
    }
  }

  private void print(LineSource source) throws IOException, CutException, InterruptedException {
    var woken = new Semaphore(0);
    while (true) {
      var poll = source.poll(woken::release);
      if (poll instanceof Line line) {
        out.write(line);
      } else if (poll instanceof Poll.Pending) {
        out.flush();
        beginToWait();
        woken.acquire();
      } else {
        out.flush();
        if (poll instanceof Poll.Failed(var cause)) {
          throw new CutException(cause);
        }
        return;
      }
    }
  }

  private void beginToWait() {
    if (!hasWaited) {
      hasWaited = true;
      whenWaiting.run();
    }
  }

  private void print(Body.File file) throws IOException, CutException {
    for (var piece : file.pieces()) {
      switch (piece) {
        case Body.File.Literal(var text) -> out.write(text.getBytes(UTF_8));
        case Body.File.Region(var position, var length) ->
            print(file.channel(), position, position + length);
      }
    }
  }

  private void print(FileChannel channel, long from, long end) throws IOException, CutException {
    var buffer = ByteBuffer.allocate(BUFFER);
    for (long at = from; at < end; ) {
      buffer.clear().limit((int) Math.min(BUFFER, end - at));
      int count = read(channel, buffer, at);
      out.write(buffer.array(), 0, count);
      at += count;
    }
  }

  private static int read(FileChannel channel, ByteBuffer buffer, long at) throws CutException {
    try {
      int count = channel.read(buffer, at);
      if (count <= 0) {
        throw new EOFException("the file has become shorter");
      }
      return count;
    } catch (IOException e) {
      throw new CutException(e);
    }
  }

  /** Counts bytes, and remembers the last one. */
  private static final class LastByte extends FilterOutputStream {

    private long count;
    private int last = -1;

    LastByte(OutputStream out) {
      super(new BufferedOutputStream(out, BUFFER));
    }

    void write(Line line) throws IOException {
      write(line.content());
      if (line.ending() != Line.Ending.NONE) {
        var ending = new byte[line.ending().length()];
        line.ending().copyTo(ending, 0);
        write(ending);
      }
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count++;
      last = b;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      count += length;
      last = length == 0 ? last : bytes[offset + length - 1];
    }
  }
}
