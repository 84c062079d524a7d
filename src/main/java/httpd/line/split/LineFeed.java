package httpd.line.split;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The byte that ends a line, found eight bytes at a time. */
public final class LineFeed {

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final byte LF = '\n';
  private static final long LF_IN_EACH = 0x0a0a0a0a0a0a0a0aL;
  private static final long ONE_IN_EACH = 0x0101010101010101L;
  private static final long TOP_IN_EACH = 0x8080808080808080L;

  private LineFeed() {}

  /** Returns the index of the first one in {@code [from, to)}, or -1. */
  public static int indexIn(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long found = zeros((long) EIGHT_BYTES.get(bytes, at) ^ LF_IN_EACH);
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >> 3);
      }
    }
    for (; at < to; at++) {
      if (bytes[at] == LF) {
        return at;
      }
    }
    return -1;
  }

  /** Sets the top bit of the lowest byte that is zero, and no bit below it. */
  private static long zeros(long eight) {
    return (eight - ONE_IN_EACH) & ~eight & TOP_IN_EACH;
  }
}
