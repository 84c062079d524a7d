package httpd.coding;

import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;

/**
 * A check value that can be computed of parts: those of two parts give that of the first followed
 * by the second. So a body needs no state but the value, and what many bodies share is read once.
 */
enum CheckSum {

  /**
   * The remainder of a polynomial over GF(2), of which the first bit is the lowest (RFC 1952,
   * section 8): appending bytes multiplies what was before by a power of x.
   */
  CRC32(0) {
    @Override
    int of(byte[] bytes, int offset, int length) {
      return value(new CRC32(), bytes, offset, length);
    }

    @Override
    int joined(int first, int second, long secondLength) {
      return timesPowerOfX(first, secondLength) ^ second;
    }

    @Override
    int rest(int whole, int first, long restLength) {
      return whole ^ timesPowerOfX(first, restLength);
    }
  },

  /** Two sums: of the bytes, and of all the first sums (RFC 1950, section 8.2). */
  ADLER32(1) {
    @Override
    int of(byte[] bytes, int offset, int length) {
      return value(new Adler32(), bytes, offset, length);
    }

    @Override
    int joined(int first, int second, long secondLength) {
      long sum = low(first) + low(second) - 1;
      long sums = high(first) + high(second) + secondLength % PRIME * (low(first) - 1);
      return packed(sum, sums);
    }

    @Override
    int rest(int whole, int first, long restLength) {
      long sum = low(whole) - low(first) + 1;
      long sums = high(whole) - high(first) - restLength % PRIME * (low(first) - 1);
      return packed(sum, sums);
    }
  };

  private static final long PRIME = 65_521;

  /** The polynomial without its highest term, the lowest term in the highest bit. */
  private static final int POLYNOMIAL = 0xedb88320;

  /** The polynomial x to the power of 8, by which one more byte multiplies. */
  private static final int BYTE = 1 << (31 - 8);

  private final int ofNothing;

  CheckSum(int ofNothing) {
    this.ofNothing = ofNothing;
  }

  int ofNothing() {
    return ofNothing;
  }

  abstract int of(byte[] bytes, int offset, int length);

  /** Returns the value of two parts together. */
  abstract int joined(int first, int second, long secondLength);

  /** Returns the value of what follows the first part of a whole. */
  abstract int rest(int whole, int first, long restLength);

  private static int value(Checksum sum, byte[] bytes, int offset, int length) {
    sum.update(bytes, offset, length);
    return (int) sum.getValue();
  }

  /** Multiplies as often as there are bytes, by squaring. */
  private static int timesPowerOfX(int polynomial, long bytes) {
    int product = polynomial;
    int power = BYTE;
    for (long left = bytes; left > 0; left >>= 1) {
      if ((left & 1) != 0) {
        product = times(product, power);
      }
      power = times(power, power);
    }
    return product;
  }

  private static int times(int polynomial, int factor) {
    int product = 0;
    int shifted = polynomial;
    for (int terms = factor; terms != 0; terms <<= 1) { // From the lowest term on.
      product ^= terms < 0 ? shifted : 0;
      shifted = (shifted >>> 1) ^ ((shifted & 1) == 0 ? 0 : POLYNOMIAL);
    }
    return product;
  }

  private static long low(int value) {
    return value & 0xffffL;
  }

  private static long high(int value) {
    return Integer.toUnsignedLong(value) >>> 16;
  }

  private static int packed(long sum, long sums) {
    return (int) (Math.floorMod(sums, PRIME) << 16 | Math.floorMod(sum, PRIME));
  }
}
