package httpd.server.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBufUtil;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.util.function.Consumer;

/**
 * A long body, to be sent slice by slice: a string is encoded as it is sent.
 *
 * @param length bytes of all slices together
 * @param rest what is left of it
 * @param fill copies as much of the rest as there is room for
 */
record Slices(long length, Buffer rest, Consumer<ByteBuffer> fill) {

  static Slices of(String text) {
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

  boolean hasMore() {
    return rest.hasRemaining();
  }

  void next(ByteBuffer slice) {
    fill.accept(slice);
  }
}
