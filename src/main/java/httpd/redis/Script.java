package httpd.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What is done in Redis at once, with nothing of others in between. */
enum Script {
  APPEND("log", "appending", "append"),
  CREATE("log", "appending", "create"),
  DELETE("log", "delete"),
  LOCATE("log", "locate"),
  BACK("log", "back"),
  READ("log", "read"),
  SET("log", "set"),
  ADD("log", "add"),
  CHECK("check"),
  LISTEN("listening", "listen"),
  AUDIENCE("listening", "audience");

  private final String text;
  private final String digest;

  Script(String... files) {
    text = String.join("\n", List.of(files).stream().map(Script::read).toList());
    digest = HexFormat.of().formatHex(sha1(text));
  }

  /** What Redis is sent. */
  byte[] text() {
    return text.getBytes(UTF_8);
  }

  /** By which Redis knows it. */
  byte[] digest() {
    return digest.getBytes(UTF_8);
  }

  private static String read(String name) {
    var resource = Script.class.getResourceAsStream(name + ".lua");
    try (var in = Objects.requireNonNull(resource, name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] sha1(String text) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
