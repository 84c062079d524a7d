package httpd.script;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * A hash against accidents: two cyclic redundancy checks with different polynomials, which the JVM
 * computes by instructions of the processor. A digest against forgers would need the security
 * providers, which cost more than all else here (decision 0036).
 */
final class Checksum {

  private Checksum() {}

  /** The hash of the bytes from {@code offset} on. */
  static long of(byte[] bytes, int offset) {
    var one = new CRC32();
    var other = new CRC32C();
    one.update(bytes, offset, bytes.length - offset);
    other.update(bytes, offset, bytes.length - offset);
    return one.getValue() << Integer.SIZE | other.getValue();
  }
}
