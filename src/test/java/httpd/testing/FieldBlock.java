package httpd.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * A field block as a test writes it (RFC 7541): literals without Huffman coding, and any bytes in
 * between. Each call returns a block that has more.
 */
public final class FieldBlock {

  public static final FieldBlock EMPTY = new FieldBlock(new byte[0]);

  private static final int LITERAL = 0x00;
  private static final int LITERAL_TO_KEEP = 0x40;
  private static final int TABLE_SIZE = 0x20;

  private final byte[] bytes;

  private FieldBlock(byte[] bytes) {
    this.bytes = bytes;
  }

  /** {@code GET path}. */
  public static FieldBlock get(String path) {
    return of("GET", path);
  }

  /** {@code POST path}, of which a body follows. */
  public static FieldBlock post(String path) {
    return of("POST", path);
  }

  private static FieldBlock of(String method, String path) {
    return fields(":method", method, ":scheme", "http", ":authority", "localhost", ":path", path);
  }

  /** Names and values in turn. */
  public static FieldBlock fields(String... namesAndValues) {
    var block = EMPTY;
    for (int i = 0; i < namesAndValues.length; i += 2) {
      block = block.field(namesAndValues[i], namesAndValues[i + 1]);
    }
    return block;
  }

  /** A literal that is not kept in the dynamic table (section 6.2.2). */
  public FieldBlock field(String name, String value) {
    return integer(LITERAL, 4, 0).string(name).string(value);
  }

  /** A literal that is kept in the dynamic table (section 6.2.1). */
  public FieldBlock kept(String name, String value) {
    return integer(LITERAL_TO_KEEP, 6, 0).string(name).string(value);
  }

  /** A field by its index (section 6.1). */
  public FieldBlock indexed(int index) {
    return integer(0x80, 7, index);
  }

  /** A new size of the dynamic table (section 6.3). */
  public FieldBlock tableSize(int size) {
    return integer(TABLE_SIZE, 5, size);
  }

  /** A string as it is (section 5.2). */
  public FieldBlock string(String text) {
    return integer(0, 7, text.length()).raw(text.getBytes(ISO_8859_1));
  }

  /** An integer whose first byte has other bits as well (section 5.1). */
  public FieldBlock integer(int firstBits, int prefix, int value) {
    int most = (1 << prefix) - 1;
    if (value < most) {
      return raw(firstBits | value);
    }
    var longer = raw(firstBits | most);
    int rest = value - most;
    while (rest >= 128) {
      longer = longer.raw(rest % 128 | 128);
      rest /= 128;
    }
    return longer.raw(rest);
  }

  public FieldBlock raw(int... more) {
    var added = new byte[more.length];
    for (int i = 0; i < more.length; i++) {
      added[i] = (byte) more[i];
    }
    return raw(added);
  }

  private FieldBlock raw(byte[] more) {
    var joined = new ByteArrayOutputStream(bytes.length + more.length);
    joined.writeBytes(bytes);
    joined.writeBytes(more);
    return new FieldBlock(joined.toByteArray());
  }

  /** This block, and another one many times. */
  public FieldBlock repeated(FieldBlock more, int times) {
    var joined = new ByteArrayOutputStream(bytes.length + times * more.bytes.length);
    joined.writeBytes(bytes);
    for (int i = 0; i < times; i++) {
      joined.writeBytes(more.bytes);
    }
    return new FieldBlock(joined.toByteArray());
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** The bytes from one offset to another. */
  public byte[] bytes(int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  public int length() {
    return bytes.length;
  }
}
