package httpd.server.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Values of ASN.1 in the encoding of certificates and keys (X.690). */
final class Der {

  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int NULL = 0x05;
  static final int OBJECT_IDENTIFIER = 0x06;
  static final int UTF8_STRING = 0x0c;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;

  /** A part of a structure that has a number, constructed. */
  static final int CONTEXT = 0xa0;

  /** A part of a structure that has a number, primitive. */
  static final int CONTEXT_PRIMITIVE = 0x80;

  /** A value as it was read. */
  @SuppressWarnings("ArrayRecordComponent") // None is compared.
  record Value(int tag, byte[] content) {}

  private Der() {}

  static byte[] value(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    var out = new ByteArrayOutputStream(length + 6);
    out.write(tag);
    writeLength(out, length);
    for (var part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    if (length < 0x80) {
      out.write(length);
      return;
    }
    int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
    out.write(0x80 | bytes);
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.write(length >>> shift);
    }
  }

  static byte[] sequence(byte[]... parts) {
    return value(SEQUENCE, parts);
  }

  static byte[] integer(BigInteger number) {
    return value(INTEGER, number.toByteArray());
  }

  static byte[] bitString(byte[] bytes) {
    return value(BIT_STRING, new byte[] {0}, bytes);
  }

  /** Encodes an object identifier, such as {@code 2.5.4.3}. */
  static byte[] identifier(String dotted) {
    var numbers = Arrays.stream(dotted.split("\\.")).mapToInt(Integer::parseInt).toArray();
    var out = new ByteArrayOutputStream();
    out.write(40 * numbers[0] + numbers[1]);
    for (int i = 2; i < numbers.length; i++) {
      for (int shift = 28; shift > 0; shift -= 7) {
        if (numbers[i] >>> shift != 0) {
          out.write(0x80 | (numbers[i] >>> shift & 0x7f));
        }
      }
      out.write(numbers[i] & 0x7f);
    }
    return value(OBJECT_IDENTIFIER, out.toByteArray());
  }

  /**
   * Reads the values that stand one after the other.
   *
   * @throws IllegalArgumentException if one goes beyond the end
   */
  static List<Value> read(byte[] bytes) {
    var values = new ArrayList<Value>();
    int at = 0;
    while (at < bytes.length) {
      int tag = bytes[at++] & 0xff;
      int length = at < bytes.length ? bytes[at++] & 0xff : -1;
      if (length >= 0x80) {
        int count = length & 0x7f;
        length = 0;
        for (int i = 0; i < count; i++) {
          length = at < bytes.length ? length << 8 | (bytes[at++] & 0xff) : -1;
        }
      }
      if (length < 0 || length > bytes.length - at) {
        throw new IllegalArgumentException("a value goes beyond the end");
      }
      values.add(new Value(tag, Arrays.copyOfRange(bytes, at, at + length)));
      at += length;
    }
    return values;
  }
}
