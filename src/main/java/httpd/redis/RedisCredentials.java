package httpd.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a file says of how to sign in: {@code PASSWORD}, or {@code USER:PASSWORD}.
 *
 * @param user null for the default one
 */
record RedisCredentials(@Nullable String user, String password) {

  private static final int LONGEST = 4096;

  static RedisCredentials read(Path file) throws RedisRefusedException {
    var text = text(file).strip();
    if (text.isEmpty() || text.lines().count() > 1) {
      throw new RedisRefusedException(
          "--redis-auth " + file + " must have one line", "write PASSWORD, or USER:PASSWORD");
    }
    int colon = text.indexOf(':');
    return colon < 0
        ? new RedisCredentials(null, text)
        : new RedisCredentials(text.substring(0, colon), text.substring(colon + 1));
  }

  private static String text(Path file) throws RedisRefusedException {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LONGEST), UTF_8);
    } catch (IOException e) {
      boolean isMissing = e instanceof NoSuchFileException;
      throw new RedisRefusedException(
          "--redis-auth " + file + (isMissing ? ": no such file" : " cannot be read"),
          isMissing
              ? "write the password, or USER:PASSWORD, to that file"
              : "name a file that the user of this process can read");
    }
  }

  @Override
  public String toString() {
    return "RedisCredentials[" + (user == null ? "" : user) + "]";
  }
}
