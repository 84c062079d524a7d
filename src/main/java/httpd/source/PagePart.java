package httpd.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A part of a page, as its style or its script, that stands beside this class as a file.
 *
 * @param text as it goes into the page
 */
record PagePart(String text) {

  /** What stands in these files, one behind the other. */
  static PagePart of(String... names) {
    return new PagePart(Stream.of(names).map(PagePart::read).collect(Collectors.joining("\n")));
  }

  /** What names it in a {@code Content-Security-Policy}, so that nothing else takes effect. */
  String source() {
    return "'sha256-" + Base64.getEncoder().encodeToString(sha256()) + "'";
  }

  /** Tells it from any other text. */
  EntityTag tag() {
    return new EntityTag(HexFormat.of().formatHex(sha256(), 0, 16), false);
  }

  private byte[] sha256() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String read(String name) {
    try (var stream = PagePart.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(stream, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
