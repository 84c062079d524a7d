package httpd.auth.token;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of some files: a token is accepted if one of them verifies it. Several are there while
 * keys are rotated. Safe for all threads.
 */
public final class TokenKeys {

  private final List<Path> files;
  private volatile TokenKeySet keys;

  private TokenKeys(List<Path> files) throws TokenKeyException {
    this.files = List.copyOf(files);
    this.keys = load();
  }

  /**
   * Reads files, at least one.
   *
   * @throws TokenKeyException if one cannot be read, has no key that is strong enough or a private
   *     one, or is open to others
   */
  public static TokenKeys read(List<Path> files) throws TokenKeyException {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("there is no file of keys");
    }
    return new TokenKeys(files);
  }

  /**
   * Reads the files again: requests from now on need tokens of what is in them.
   *
   * @throws TokenKeyException as for {@link #read}; all keys stay as they were
   */
  public void reload() throws TokenKeyException {
    keys = load();
  }

  private TokenKeySet load() throws TokenKeyException {
    var all = new ArrayList<TokenKey>();
    for (var file : files) {
      all.addAll(TokenKeyFile.read(file));
    }
    return new TokenKeySet(all);
  }

  TokenKeySet current() {
    return keys;
  }

  /** Returns the paths. */
  @Override
  public String toString() {
    return files.toString();
  }
}
