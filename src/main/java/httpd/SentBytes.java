package httpd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The bytes that a server would send for a body, for a test that has no server. */
final class SentBytes {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private SentBytes() {}

  /** Waits for the end of a body, and closes it. */
  static byte[] of(Body body) throws IOException {
    var sent = new SentBytes();
    try {
      sent.add(body);
    } finally {
      ResponseScope.close(body);
    }
    return sent.bytes.toByteArray();
  }

  private void add(Body body) throws IOException {
    switch (body) {
      case Body.Text(var text) -> bytes.writeBytes(text.getBytes(UTF_8));
      case Body.Bytes(var all) -> bytes.writeBytes(all);
      case Body.Chunks(var chunks) ->
          chunks.forEach(chunk -> bytes.writeBytes(chunk.getBytes(UTF_8)));
      case Body.Lines(var source) -> new ContentStream(source).transferTo(bytes);
      case Body.PassThrough pieces -> new ContentStream(pieces.source()).transferTo(bytes);
      case Body.File(var channel, var pieces) -> {
        for (var piece : pieces) {
          add(channel, piece);
        }
      }
      case Body.Tunnel tunnel ->
          throw new IllegalStateException("a tunnel has no bytes without its client");
      case Body.WebSocket socket ->
          throw new IllegalStateException("a WebSocket has no bytes without its client");
    }
  }

  private void add(FileChannel channel, Body.File.Piece piece) throws IOException {
    switch (piece) {
      case Body.File.Literal(var text) -> bytes.writeBytes(text.getBytes(UTF_8));
      case Body.File.Region(var position, var length) -> {
        var region = ByteBuffer.allocate(Math.toIntExact(length));
        while (region.hasRemaining()) {
          if (channel.read(region, position + region.position()) < 0) {
            throw new IOException("the file is shorter than its region");
          }
        }
        bytes.writeBytes(region.array());
      }
    }
  }
}
