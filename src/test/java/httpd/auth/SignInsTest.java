package httpd.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import httpd.auth.SignIns.Result;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.testing.LogCapture;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Identity": what a check of a name and a password costs. */
class SignInsTest {

  private static final ClientNetwork CLIENT = new ClientNetwork("192.0.2.1");

  @TempDir Path folder;

  private final PasswordChecks checks =
      new PasswordChecks(Limits.standard().of(Bound.PASSWORDS), 1);
  private long now = 7;
  private final SignIns signIns =
      new SignIns(new FailedAttempts(() -> now), checks, address -> false);
  private UserFile file;
  private LogCapture log;

  @BeforeEach
  void prepare() throws Exception {
    log = new LogCapture();
    file =
        UserFile.read(
            UserLines.write(folder.resolve("users"), UserLines.ADA, UserLines.BOB, UserLines.CI));
  }

  @AfterEach
  void releaseLog() {
    log.close();
  }

  private Result check(String name, String password) throws Exception {
    return check(name, password, CLIENT);
  }

  private Result check(String name, String password, ClientNetwork client) throws Exception {
    return signIns.check(
        file.users(), new Credentials.Password(name, password.getBytes(UTF_8)), client);
  }

  @Test
  @DisplayName("I-35 an unknown name costs one check, as a wrong password of a known one does")
  void unknown() throws Exception {
    for (var name : List.of("ada", "nobody", "ci", "")) {
      long before = checks.performed();
      assertInstanceOf(Result.Wrong.class, check(name, "wrong"));
      assertEquals(before + 1, checks.performed(), name);
      now += 60_000_000_000L;
    }
  }

  @Test
  @DisplayName("I-35 it is checked against the hash of a user, always the same, and never right")
  void decoys() throws Exception {
    var users = file.users();
    var used = new HashSet<PasswordHash>();
    for (int i = 0; i < 64; i++) {
      var decoy = users.decoy("nobody " + i);
      assertEquals(decoy, users.decoy("nobody " + i));
      used.add(decoy);
    }
    assertEquals(Set.of(users.password("ada"), users.password("bob")), used);
    assertInstanceOf(Result.Wrong.class, check("nobody", "hunter2"));
    assertInstanceOf(Result.Wrong.class, check("nobody", "swordfish"));
  }

  @Test
  @DisplayName("I-36 a right password is checked once, until the file is read again")
  void remembered() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertInstanceOf(Result.Right.class, check("ada", "hunter2"));
    }
    assertEquals(1, checks.performed());
    file.reload();
    assertInstanceOf(Result.Right.class, check("ada", "hunter2"));
    assertEquals(2, checks.performed());
  }

  @Test
  @DisplayName("I-34 72 bytes are all compared; 73 are wrong, and not checked")
  void longPasswords() throws Exception {
    var password = "x".repeat(72);
    var line = HashLine.ofPassword("eve", password.getBytes(UTF_8)).replace("$2y$", "$2b$");
    UserLines.write(folder.resolve("users"), line);
    file.reload();
    assertInstanceOf(Result.Right.class, check("eve", password));
    assertInstanceOf(Result.Wrong.class, check("eve", "x".repeat(71) + "y"));
    long before = checks.performed();
    assertInstanceOf(Result.Wrong.class, check("eve", password + "x"));
    assertInstanceOf(Result.Wrong.class, check("eve", "x\0x"));
    assertEquals(before, checks.performed());
  }

  @Test
  @DisplayName(
      "I-44, I-44.1 after five failures nothing is checked for a second, except remembered")
  void slowed() throws Exception {
    assertInstanceOf(Result.Right.class, check("bob", "swordfish"));
    for (int i = 0; i < 5; i++) {
      assertInstanceOf(Result.Wrong.class, check("ada", "guess " + i));
    }
    long before = checks.performed();
    assertEquals(
        new Result.Later(429, 1, "Wrong credentials were sent several times; wait"),
        check("ada", "hunter2"));
    assertInstanceOf(Result.Later.class, signIns.wrong(CLIENT));
    assertInstanceOf(Result.Right.class, check("bob", "swordfish"));
    assertEquals(before, checks.performed());
    now += 1_000_000_000L;
    assertInstanceOf(Result.Right.class, check("ada", "hunter2"));
  }

  @Test
  @DisplayName("I-44.2 a client that waits does not learn which password another one has just sent")
  void rememberedOfOthers() throws Exception {
    var other = new ClientNetwork("198.51.100.7");
    assertInstanceOf(Result.Right.class, check("bob", "swordfish", other));
    assertInstanceOf(Result.Right.class, check("bob", "swordfish"), "it has not failed");
    for (int i = 0; i < 5; i++) {
      assertInstanceOf(Result.Wrong.class, check("ada", "guess " + i));
    }
    assertInstanceOf(Result.Later.class, check("bob", "swordfish"));
    assertInstanceOf(Result.Right.class, check("bob", "swordfish", other));
  }
}
