package httpd.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A file with the users of a server: a line {@code NAME:HASH} for each, as {@code htpasswd -B} and
 * {@code httpd --hash NAME} write it, and {@code token NAME sha256:HEX} for a token. Safe for all
 * threads.
 */
public final class UserFile {

  /** Of 100 bytes a line, 10,000 users. */
  private static final int LONGEST = 1024 * 1024;

  private static final int ID_BYTES = 4;

  private final Path path;
  private final String id;
  private volatile Users users;

  private UserFile(Path path) throws UserFileException {
    this.path = path;
    var place = path.toAbsolutePath().normalize().toString();
    this.id = HexFormat.of().formatHex(KeyedHash.sha256(place.getBytes(UTF_8)), 0, ID_BYTES);
    this.users = load();
  }

  /**
   * Reads a file.
   *
   * @throws UserFileException if it cannot be read, if others than its owner and its group may read
   *     it, or if a line of it is wrong
   */
  public static UserFile read(Path path) throws UserFileException {
    return new UserFile(path);
  }

  /**
   * Reads the file again: requests from now on need what is in it. Sessions of users whose line has
   * changed end.
   *
   * @throws UserFileException as for {@link #read}; the users stay as they were
   */
  public void reload() throws UserFileException {
    users = load();
  }

  /** Returns what has distinguished the file from others since it was first read. */
  String id() {
    return id;
  }

  Users users() {
    return users;
  }

  private Users load() throws UserFileException {
    try {
      check();
      var bytes = Files.readAllBytes(path);
      return UserFileParser.parse(
          path.toString(), UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new UserFileException(path + ": it is not UTF-8", "save it as UTF-8");
    } catch (NoSuchFileException e) {
      throw new UserFileException(
          path + ": no such file",
          "httpd --hash NAME >" + path + "; chmod 600 " + path + " makes it");
    } catch (IOException e) {
      throw new UserFileException(
          path + ": it cannot be read", "let the user of this process read it");
    }
  }

  private void check() throws IOException, UserFileException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new UserFileException(
          path + ": it is not a regular file", "name a file with lines NAME:HASH");
    }
    if (Files.size(path) > LONGEST) {
      throw new UserFileException(
          path + ": it is longer than " + LONGEST + " bytes", "name a file with lines NAME:HASH");
    }
    var mistake = SecretFile.mistake(path, true);
    if (mistake != null) {
      throw new UserFileException(path + ": " + mistake.what(), mistake.hint());
    }
  }

  /** Returns the path. */
  @Override
  public String toString() {
    return path.toString();
  }
}
