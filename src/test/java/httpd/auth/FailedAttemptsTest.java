package httpd.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.testing.LogCapture;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Identity": clients that have failed. */
class FailedAttemptsTest {

  private long now = 7;
  private final FailedAttempts failures = new FailedAttempts(() -> now);
  private final ClientNetwork client = client("192.0.2.1");
  private LogCapture log;

  @BeforeEach
  void captureLog() {
    log = new LogCapture();
  }

  @AfterEach
  void releaseLog() {
    log.close();
  }

  private static ClientNetwork client(String address) {
    return ClientNetwork.of(InetAddress.ofLiteral(address));
  }

  private void pass(long seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  @DisplayName("I-44 the fifth failure costs a second, each further one twice as much, to a minute")
  void delays() {
    var waits = new ArrayList<Long>();
    for (int i = 0; i < 13; i++) {
      failures.failed(client);
      long wait = failures.secondsToWait(client);
      waits.add(wait);
      pass(wait);
      assertEquals(0, failures.secondsToWait(client));
    }
    assertEquals(List.of(0L, 0L, 0L, 0L, 1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L), waits);
    assertEquals(0, failures.secondsToWait(client("192.0.2.2")));
  }

  @Test
  @DisplayName("I-44.1 failures are forgotten 10 minutes after the last")
  void forgetting() {
    for (int i = 0; i < 20; i++) {
      failures.failed(client);
    }
    pass(599);
    assertEquals(20, failures.count(client));
    pass(1);
    assertEquals(0, failures.count(client));
    failures.failed(client);
    assertEquals(1, failures.count(client));
  }

  @Test
  @DisplayName("I-46 a line at the first failure, then one a minute with their number")
  void lines() {
    for (int i = 0; i < 10; i++) {
      failures.failed(client);
    }
    pass(60);
    failures.failed(client);
    failures.failed(client);
    failures.failed(client("2001:db8::7"));
    assertEquals(
        """
        WARNING wrong credentials from 192.0.2.1
        WARNING wrong credentials from 192.0.2.1, 10 times since the last such line
        WARNING wrong credentials from 2001:db8::/64
        """,
        log.text());
  }

  @Test
  @DisplayName("I-47 the client whose last failure is the oldest is forgotten first")
  void bound() {
    failures.failed(client);
    var other = client("192.0.2.2");
    failures.failed(other);
    failures.failed(client);
    for (int i = 0; i < FailedAttempts.MOST_CLIENTS - 1; i++) {
      failures.failed(new ClientNetwork("client " + i));
    }
    assertEquals(FailedAttempts.MOST_CLIENTS, failures.clients());
    assertEquals(0, failures.count(other));
    assertEquals(2, failures.count(client));
  }
}
