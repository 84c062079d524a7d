package httpd.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one reading of a file of users has found, and what was verified since. Does not change
 * otherwise: a file that is read again gives new ones. Safe for all threads.
 */
final class Users {

  private final Map<String, PasswordHash> passwords;

  /** Owners by a keyed hash of the SHA-256 of their tokens. */
  private final Map<ByteBuffer, String> owners = new HashMap<>();

  private final List<PasswordHash> decoys;
  private final KeyedHash choice;
  private final KeyedHash own = KeyedHash.random();
  private final RememberedCredentials remembered = new RememberedCredentials(System::nanoTime);

  /**
   * Makes users.
   *
   * @param passwords by the name of the user
   * @param tokens the SHA-256 of each token in hexadecimal digits, and the name of its owner
   * @param text of the file
   */
  Users(Map<String, PasswordHash> passwords, Map<String, String> tokens, String text) {
    this.passwords = Map.copyOf(passwords);
    this.decoys = List.copyOf(passwords.values());
    this.choice = new KeyedHash(KeyedHash.sha256(text.getBytes(UTF_8)));
    tokens.forEach(
        (digest, owner) -> owners.put(idOfDigest(HexFormat.of().parseHex(digest)), owner));
  }

  @Nullable PasswordHash password(String user) {
    return passwords.get(user);
  }

  /**
   * Returns the hash that is checked for a name that does not exist. It is one of the others,
   * always the same for a name, so that the costs of names that do not exist are those of names
   * that do. Null if no user has a password.
   */
  @Nullable PasswordHash decoy(String name) {
    if (decoys.isEmpty()) {
      return null;
    }
    int number = ByteBuffer.wrap(choice.of(name.getBytes(UTF_8))).getInt();
    return decoys.get(Math.floorMod(number, decoys.size()));
  }

  /** Returns the user whom a token belongs to, or null. */
  @Nullable String owner(String token) {
    return owners.get(idOfDigest(KeyedHash.sha256(token.getBytes(UTF_8))));
  }

  private ByteBuffer idOfDigest(byte[] digest) {
    return ByteBuffer.wrap(own.of(digest));
  }

  /** Returns what stands for a name and a password; it is of no use in another process. */
  byte[] id(Credentials.Password given) {
    return own.of(given.name().getBytes(UTF_8), given.password());
  }

  boolean isVerified(byte[] id) {
    return remembered.has(id);
  }

  /** Whether it was verified for this client, if not for as long as to need no other check. */
  boolean isOf(byte[] id, ClientNetwork client) {
    return remembered.isOf(id, client);
  }

  void verified(byte[] id, ClientNetwork client) {
    remembered.add(id, client);
  }
}
