package httpd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineTest {

  private static final long NO_TIMER = -1;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private int expired;

  private Deadline deadline(Duration limit, boolean excused) {
    return new Deadline(channel.eventLoop(), limit, () -> excused, () -> expired++);
  }

  @AfterEach
  void takeDown() {
    channel.finishAndReleaseAll();
  }

  @Test
  void aSilenceOfTheLimitExpiresOnce() {
    deadline(Duration.ofNanos(1), false).start();
    while (channel.runScheduledPendingTasks() != NO_TIMER) {
      Thread.onSpinWait();
    }
    assertEquals(1, expired);
  }

  @Test
  void aDeadlineThatIsStoppedLeavesNoTimer() {
    var deadline = deadline(Duration.ofHours(1), false);
    deadline.start();
    assertTrue(channel.runScheduledPendingTasks() > 0);
    deadline.stop();
    assertEquals(NO_TIMER, channel.runScheduledPendingTasks());
    assertEquals(0, expired);
  }

  @Test
  void withoutALimitThereIsNoTimer() {
    deadline(Duration.ZERO, false).start();
    assertEquals(NO_TIMER, channel.runScheduledPendingTasks());
  }

  @Test
  void aSilenceThatIsExcusedBeginsAgain() {
    var deadline = deadline(Duration.ofMillis(1), true);
    deadline.start();
    long end = System.nanoTime() + Duration.ofMillis(5).toNanos();
    while (System.nanoTime() < end) {
      assertTrue(channel.runScheduledPendingTasks() != NO_TIMER);
    }
    assertEquals(0, expired);
    deadline.stop();
  }
}
