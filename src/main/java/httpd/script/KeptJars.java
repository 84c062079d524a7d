package httpd.script;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The jars that were found for libraries, kept beside the compiled classes:
 *
 * <pre>
 *   FORMAT │ checksum of the rest │ coordinates │ jars
 * </pre>
 *
 * <p>An entry counts as long as all its jars are there; a jar that was replaced is found by the
 * state of the class path, as any other. Whatever is wrong means another search, and no message.
 */
record KeptJars(CacheDirectory directory) {

  /** To be changed with the format of an entry. */
  private static final long FORMAT = 0x6874_7470_6A61_7231L; // httpjar1

  private static final int HEADER = 2 * Long.BYTES;

  @Nullable List<Path> find(List<Coordinates> wanted) {
    var key = key(wanted);
    try {
      var bytes = directory.read(name(key));
      var jars = bytes == null ? null : decoded(bytes, key);
      return jars != null && jars.stream().allMatch(Files::isRegularFile) ? jars : null;
    } catch (IOException | BufferUnderflowException | InvalidPathException damaged) {
      return null; // The same as no entry.
    }
  }

  void keep(List<Coordinates> wanted, List<Path> jars) {
    var key = key(wanted);
    var out = new EntryWriter();
    out.text(key);
    out.number(jars.size());
    jars.forEach(jar -> out.text(jar.toString()));
    var rest = out.written();
    var entry =
        ByteBuffer.allocate(HEADER + rest.length)
            .putLong(FORMAT)
            .putLong(Checksum.of(rest, 0))
            .put(rest)
            .array();
    try {
      directory.write(name(key), entry);
    } catch (IOException | UnsupportedOperationException full) {
      return; // They are searched for at the next start as well.
    }
  }

  private static @Nullable List<Path> decoded(byte[] bytes, String key) {
    var buffer = ByteBuffer.wrap(bytes);
    boolean whole = buffer.getLong() == FORMAT && buffer.getLong() == Checksum.of(bytes, HEADER);
    var in = new EntryReader(buffer);
    if (!whole || !in.text().equals(key)) {
      return null;
    }
    var jars = new ArrayList<Path>();
    for (int left = in.number(); left > 0; left--) {
      jars.add(Path.of(in.text()));
    }
    return jars;
  }

  private static String key(List<Coordinates> wanted) {
    return String.join("\n", wanted.stream().map(Coordinates::toString).toList());
  }

  private static String name(String key) {
    var out = new EntryWriter();
    out.text(key);
    return "jars-" + HexFormat.of().toHexDigits(Checksum.of(out.written(), 0));
  }
}
