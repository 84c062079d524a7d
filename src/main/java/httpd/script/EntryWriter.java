package httpd.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * Writes the values of a {@link CacheEntry} one after another, each as {@link EntryReader} reads.
 */
final class EntryWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  void number(int value) {
    for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      out.write(value >> shift);
    }
  }

  void number(long value) {
    number((int) (value >> Integer.SIZE));
    number((int) value);
  }

  void bytes(byte[] value) {
    number(value.length);
    out.writeBytes(value);
  }

  void text(String value) {
    bytes(value.getBytes(UTF_8));
  }

  byte[] written() {
    return out.toByteArray();
  }
}
