package httpd.server.answer;

import httpd.limit.StreamMemory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * The next bytes of a file in memory, for a connection that {@code sendfile} cannot write to: what
 * is sent has to be framed or encrypted first.
 */
final class FileSlice {

  private static final int MOST = 64 * 1024;

  private FileSlice() {}

  /** Returns how many bytes a slice has, of so many that are left. */
  static int length(long left) {
    return (int) Math.min(left, StreamMemory.ofTheProcess().share(MOST));
  }

  /** Reads a slice, which the caller owns; it has fewer bytes where the file ends. */
  static ByteBuf read(ByteBufAllocator buffers, FileChannel file, long position, int length)
      throws IOException {
    var slice = buffers.directBuffer(length, length);
    try {
      int more;
      do {
        more = slice.writeBytes(file, position + slice.writerIndex(), slice.writableBytes());
      } while (more > 0 && slice.isWritable());
      if (!slice.isReadable()) {
        throw new EOFException("the file has no more bytes");
      }
      return slice;
    } catch (Throwable broken) {
      slice.release();
      throw broken;
    }
  }
}
