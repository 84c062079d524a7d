package httpd.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** Reads the values of a {@link CacheEntry}, whose checksum is right. */
final class EntryReader {

  private final ByteBuffer in;

  EntryReader(ByteBuffer in) {
    this.in = in;
  }

  int number() {
    return in.getInt();
  }

  byte[] bytes() {
    var value = new byte[number()];
    in.get(value);
    return value;
  }

  String text() {
    return new String(bytes(), UTF_8);
  }
}
