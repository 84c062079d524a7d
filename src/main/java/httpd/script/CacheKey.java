package httpd.script;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What a kept compilation is found by: the handler file with its text, the class path, and the Java
 * runtime. Two files in different directories have different keys, since their siblings differ.
 * Keys are compared as a whole, and not by their hashes.
 */
final class CacheKey {

  private final byte[] bytes;

  private CacheKey(byte[] bytes) {
    this.bytes = bytes;
  }

  static CacheKey of(Path file, byte[] text, List<Path> classPath) {
    var all = new EntryWriter();
    all.text(file.toAbsolutePath().normalize().toString());
    all.text(System.getProperty("java.runtime.version"));
    all.text(System.getProperty("java.vendor"));
    all.text(System.getProperty("java.home"));
    all.number(classPath.size());
    for (var path : classPath) {
      all.text(path.toString());
    }
    all.bytes(text);
    return new CacheKey(all.written());
  }

  void write(EntryWriter out) {
    out.bytes(bytes);
  }

  /** Whether the next value of an entry is this key. */
  boolean isNext(EntryReader in) {
    return Arrays.equals(in.bytes(), bytes);
  }

  /** A name for the file of the entry. Two keys with one name displace each other. */
  String name() {
    return HexFormat.of().toHexDigits(Checksum.of(bytes, 0));
  }
}
