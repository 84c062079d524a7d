package httpd.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Media types of files, by the endings of their names. */
public final class MediaType {

  private static final String UNKNOWN = "application/octet-stream";
  private static final Map<String, String> BY_ENDING = load();

  private MediaType() {}

  /**
   * Returns the {@code Content-Type} of a file; case does not count. Text has {@code
   * charset=utf-8}; an unknown ending is {@code application/octet-stream}.
   */
  public static String of(String fileName) {
    int dot = fileName.lastIndexOf('.');
    var type =
        dot < 0
            ? UNKNOWN
            : BY_ENDING.getOrDefault(fileName.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN);
    return type.startsWith("text/") ? type + "; charset=utf-8" : type;
  }

  /** Reads lines of a type and its endings; {@code #} begins a comment. */
  private static Map<String, String> load() {
    var types = new HashMap<String, String>();
    try (var stream = MediaType.class.getResourceAsStream("media-types.txt")) {
      var table = new String(Objects.requireNonNull(stream, "table").readAllBytes(), UTF_8);
      table
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.strip().split("\\s+"))
          .forEach(words -> {
            for (int i = 1; i < words.length; i++) {
              types.put(words[i], words[0]);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(types);
  }
}
