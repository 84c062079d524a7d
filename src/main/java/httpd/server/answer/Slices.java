package httpd.server.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBufUtil;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A string or bytes, to be sent at once or slice by slice. */
final class Slices {

  /** Bytes that are sent at once. */
  private static final int SMALL = TextBodyWriter.SLICE / 2;

  private final long length;
  private final Buffer rest;
  private final Consumer<ByteBuffer> fill;

  private Slices(long length, Buffer rest, Consumer<ByteBuffer> fill) {
    this.length = length;
    this.rest = rest;
    this.fill = fill;
  }

  /** A long string is encoded slice by slice. */
  static Slices of(String text) {
    if (text.length() <= SMALL) {
      return of(text.getBytes(UTF_8));
    }
    var rest = CharBuffer.wrap(text);
    var encoder =
        UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    return new Slices(
        ByteBufUtil.utf8Bytes(text), rest, slice -> encoder.encode(rest, slice, true));
  }

  static Slices of(byte[] bytes) {
    var rest = ByteBuffer.wrap(bytes);
    return new Slices(
        bytes.length,
        rest,
        slice -> {
          int size = Math.min(slice.remaining(), rest.remaining());
          slice.put(rest.slice(rest.position(), size));
          rest.position(rest.position() + size);
        });
  }

  /** Bytes of all slices together. */
  long length() {
    return length;
  }

  /** All of it if it is small, otherwise null. */
  @Nullable ByteBuffer atOnce() {
    return length <= SMALL ? (ByteBuffer) rest : null; // A string of that length was encoded.
  }

  /** Whether some of it is left. */
  boolean hasMore() {
    return rest.hasRemaining();
  }

  /** Copies as much of what is left as there is room for. */
  void next(ByteBuffer slice) {
    fill.accept(slice);
  }
}
