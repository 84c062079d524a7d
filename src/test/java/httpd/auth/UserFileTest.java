package httpd.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC, "Identity": the file. */
class UserFileTest {

  private static final String HASH = UserLines.ADA.substring(UserLines.ADA.indexOf(':') + 1);

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("users");
  }

  private UserFile read(String... lines) throws Exception {
    return UserFile.read(UserLines.write(file(), lines));
  }

  private UserFileException refused(String... lines) {
    return assertThrows(UserFileException.class, () -> read(lines));
  }

  private static String quoted(String text) {
    return text.replace("~", HASH);
  }

  @Test
  @DisplayName("I-10, I-11 passwords, tokens, comments and empty lines")
  void lines() throws Exception {
    var users =
        read("# people", UserLines.ADA, "", "  " + UserLines.BOB + " \r", UserLines.CI, "#")
            .users();
    assertTrue(users.password("ada").matches("hunter2".getBytes(UTF_8)));
    assertFalse(users.password("ada").matches("hunter3".getBytes(UTF_8)));
    assertTrue(users.password("bob").matches("swordfish".getBytes(UTF_8)));
    assertEquals("ci", users.owner("tick-tock"));
    assertNull(users.owner("tick-tick"));
    assertNull(users.password("ci"));
  }

  @ParameterizedTest
  @CsvSource({"2a", "2b", "2y"})
  @DisplayName("I-10 the three versions of bcrypt are the same hash")
  void versions(String version) throws Exception {
    var users = read(UserLines.ADA.replace("$2y$", "$" + version + "$")).users();
    assertTrue(users.password("ada").matches("hunter2".getBytes(UTF_8)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ada:$apr1$x$7jjZV.LFK/3nxwOuFFyUi/ | the password of ada is hashed with MD5, and not with"
            + " bcrypt | htpasswd -B",
        "ada:{SHA}qvTGHdzF6KLavt4PO0gs2a6pQ00= | the password of ada is hashed with SHA-1, and not"
            + " with bcrypt | htpasswd -B",
        "ada:$6$x$y           | the password of ada is hashed with SHA-512, and not with bcrypt |"
            + " htpasswd -B",
        "ada:rqXexS6ZhobKA    | the password of ada is not a hash of bcrypt | htpasswd -B",
        "ada:$2x$05$abc       | the password of ada is not a hash of bcrypt | htpasswd -B",
        "ada                  | the line is neither NAME:HASH nor token NAME sha256:HEX |"
            + " httpd --hash NAME prints a line",
        "token ci md5:abc     | the line is neither NAME:HASH nor token NAME sha256:HEX |"
            + " httpd --hash token NAME",
        "token ci sha256:abc  | the token of ci needs 64 hexadecimal digits after sha256: |"
            + " httpd --hash token ci",
        "a b:~                | a name has no colons, blanks and control characters: a b | rename",
        "a\u0001b:~           | a name has no colons, blanks and control characters: a\u0001b |"
            + " rename",
        ":~                   | the name of a user is empty | rename the user",
      })
  @DisplayName("I-12, I-13 a line that is wrong is named, with what helps, and without its secret")
  void wrongLines(String line, String what, String hint) {
    var refused = refused("# one", "", quoted(line));
    assertEquals(file() + ":3: " + what, refused.getMessage());
    assertTrue(refused.hint().contains(hint), refused.hint());
  }

  @Test
  @DisplayName("I-13 what is there twice, and a file without users, are errors")
  void doublesAndNone() {
    assertTrue(refused(UserLines.ADA, UserLines.ADA).getMessage().endsWith("ada is there twice"));
    assertTrue(refused(UserLines.CI, UserLines.CI).getMessage().endsWith("ci is there twice"));
    assertTrue(refused("# nobody").getMessage().endsWith("there are no users in it"));
    assertTrue(refused("a".repeat(129) + ":" + HASH).getMessage().contains("128 characters"));
  }

  @Test
  @DisplayName("I-13.1 the cost of a hash is 4 to 16")
  void costs() throws Exception {
    for (var cost : List.of("03", "17", "31")) {
      var refused = refused(UserLines.ADA.replace("$04$", "$" + cost + "$"));
      assertTrue(refused.getMessage().contains("has the cost " + Integer.valueOf(cost)));
    }
    assertNotNull(read(UserLines.ADA.replace("$04$", "$16$")).users().password("ada"));
  }

  @ParameterizedTest
  @CsvSource({
    "rw-------, ''",
    "r--r-----, ''",
    "rw-r--r--, chmod o=",
    "rw-----w-, chmod o=",
    "rw-rw----, chmod g-w",
    "rw-rw-r--, 'chmod g-w,o='",
  })
  @DisplayName("I-14 a file that others may read or change is refused, with the chmod that helps")
  void permissions(String permissions, String hint) throws Exception {
    var path = UserLines.write(file(), UserLines.ADA);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    if (hint.isEmpty()) {
      UserFile.read(path);
    } else {
      var refused = assertThrows(UserFileException.class, () -> UserFile.read(path));
      assertEquals(hint + " " + path, refused.hint());
    }
  }

  @Test
  @DisplayName("I-14 a directory, a missing file, and what is no text are refused")
  void noFiles() throws Exception {
    assertTrue(
        assertThrows(UserFileException.class, () -> UserFile.read(folder))
            .getMessage()
            .endsWith("it is not a regular file"));
    var missing = assertThrows(UserFileException.class, () -> UserFile.read(file()));
    assertTrue(missing.getMessage().endsWith("users: no such file"), missing.getMessage());
    assertTrue(missing.hint().contains("httpd --hash NAME >"), missing.hint());
    UserLines.write(file());
    Files.write(file(), new byte[] {'a', (byte) 0xff});
    assertTrue(
        assertThrows(UserFileException.class, () -> UserFile.read(file()))
            .getMessage()
            .endsWith("it is not UTF-8"));
    Files.write(file(), new byte[2 * 1024 * 1024]);
    assertTrue(
        assertThrows(UserFileException.class, () -> UserFile.read(file()))
            .getMessage()
            .contains("longer than"));
  }

  @Test
  @DisplayName("I-15 no message has a hash, a password or a token")
  void secrets() throws Exception {
    for (var line : List.of("ada:hunter2", "token ci sha256:hunter2", "hunter2")) {
      var refused = refused(line);
      assertFalse((refused.getMessage() + refused.hint()).contains("hunter2"), line);
    }
    assertFalse(PasswordHash.of(HASH).toString().contains(HASH.substring(8)));
  }

  @Test
  @DisplayName("I-16 a reload takes what is there; a file that is wrong changes nothing")
  void reload() throws Exception {
    var file = read(UserLines.ADA);
    var before = file.users();
    UserLines.write(file(), "nonsense");
    assertThrows(UserFileException.class, file::reload);
    assertSame(before, file.users());
    UserLines.write(file(), UserLines.BOB);
    file.reload();
    assertNull(file.users().password("ada"));
    assertNotNull(file.users().password("bob"));
  }
}
