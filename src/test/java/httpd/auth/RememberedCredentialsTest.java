package httpd.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Identity": what was verified. */
class RememberedCredentialsTest {

  private static final ClientNetwork CLIENT = new ClientNetwork("192.0.2.1");

  private long now = 7;
  private final RememberedCredentials remembered = new RememberedCredentials(() -> now);

  private static byte[] id(int number) {
    return ("id " + number).getBytes(UTF_8);
  }

  @Test
  @DisplayName("I-36 it is remembered for a minute, and again after another check")
  void minute() {
    remembered.add(id(1), CLIENT);
    assertTrue(remembered.has(id(1)));
    assertFalse(remembered.has(id(2)));
    now += Duration.ofSeconds(40).toNanos();
    remembered.add(id(1), CLIENT);
    now += Duration.ofSeconds(20).toNanos();
    remembered.add(id(2), CLIENT); // The first of the two times of id 1 is over.
    assertTrue(remembered.has(id(1)));
    now += Duration.ofSeconds(40).toNanos();
    assertFalse(remembered.has(id(1)));
  }

  @Test
  @DisplayName("I-44.1 the client that sent it is known for ten minutes")
  void client() {
    remembered.add(id(1), CLIENT);
    now += Duration.ofMinutes(10).toNanos() - 1;
    assertFalse(remembered.has(id(1)));
    assertTrue(remembered.isOf(id(1), CLIENT));
    assertFalse(remembered.isOf(id(1), new ClientNetwork("192.0.2.2")));
    assertFalse(remembered.isOf(id(2), CLIENT));
    now++;
    assertFalse(remembered.isOf(id(1), CLIENT));
  }

  @Test
  @DisplayName("I-36 at most 10,000 are remembered, the newest")
  void bound() {
    for (int i = 0; i < RememberedCredentials.MOST + 10; i++) {
      remembered.add(id(i), CLIENT);
    }
    assertEquals(RememberedCredentials.MOST, remembered.size());
    assertFalse(remembered.has(id(9)));
    assertTrue(remembered.has(id(10)));
  }
}
