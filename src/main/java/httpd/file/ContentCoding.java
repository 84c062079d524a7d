package httpd.file;

import httpd.http.Preferences;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The coding of a compressed sibling of a file, in the order of preference. */
public enum ContentCoding {
  ZSTD("zstd", ".zst"),
  BROTLI("br", ".br"),
  GZIP("gzip", ".gz");

  private final String token;
  private final String ending;

  ContentCoding(String token, String ending) {
    this.token = token;
    this.ending = ending;
  }

  public String token() {
    return token;
  }

  /**
   * Finds the compressed siblings of a file: in the same directory, not links, and not older than
   * the file, to the second (compressors keep its time, some without the fraction).
   */
  static Map<ContentCoding, RegularFile> siblingsOf(RegularFile file) throws IOException {
    var siblings = new EnumMap<ContentCoding, RegularFile>(ContentCoding.class);
    for (var coding : values()) {
      var sibling = coding.siblingOf(file);
      if (sibling != null && seconds(sibling) >= seconds(file)) {
        siblings.put(coding, sibling);
      }
    }
    return siblings;
  }

  /** Chooses the coding that the client prefers, or null for the file itself. */
  static @Nullable ContentCoding preferred(Iterable<ContentCoding> offered, Preferences accepted) {
    ContentCoding best = null;
    double most = accepted.of("identity", 0);
    for (var coding : offered) {
      double quality = accepted.of(coding.token, accepted.of("*", 0));
      if (quality > 0 && (best == null ? quality >= most : quality > most)) {
        best = coding;
        most = quality;
      }
    }
    return best;
  }

  private @Nullable RegularFile siblingOf(RegularFile file) throws IOException {
    try {
      var path = file.path().resolveSibling(file.path().getFileName() + ending);
      return path.toFile().exists() ? RegularFile.at(file.root(), path) : null;
    } catch (InvalidPathException noText) {
      return null; // A link leads to a name that is not text.
    }
  }

  private static long seconds(RegularFile file) {
    return file.modified().to(TimeUnit.SECONDS);
  }
}
