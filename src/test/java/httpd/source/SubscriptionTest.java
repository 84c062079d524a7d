package httpd.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import httpd.testing.Take;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** T-5, and how one joins and leaves what is shared (L-1, L-9). */
class SubscriptionTest {

  private static final Line KILOBYTE = Line.of("x".repeat(1023));

  /** Notes who joins and who leaves; what happens within a join is the test's to say. */
  private static final class Notes implements Subscription.Place {
    private final List<String> notes = new ArrayList<>();
    private Consumer<Subscription> withinJoin = subscription -> {};

    @Override
    public void join(Subscription subscription) {
      notes.add("join");
      withinJoin.accept(subscription);
    }

    @Override
    public void leave(Subscription subscription) {
      notes.add("leave");
    }
  }

  private final Notes place = new Notes();
  private final Subscription subscription = new Subscription(place);

  @Test
  void itJoinsWithTheFirstPollAndLeavesWithTheFirstClose() {
    assertEquals(List.of(), place.notes);
    subscription.poll(() -> {});
    subscription.poll(() -> {});
    assertEquals(List.of("join"), place.notes);
    subscription.close();
    subscription.close();
    subscription.poll(() -> {});
    assertEquals(List.of("join", "leave"), place.notes);
  }

  @Test
  void oneThatWasClosedBeforeItsFirstPollNeverJoins() {
    subscription.close();
    var failed = assertInstanceOf(Poll.Failed.class, subscription.poll(() -> {}));
    assertInstanceOf(SourceClosedException.class, failed.cause());
    assertEquals(List.of(), place.notes);
  }

  /** The close of another thread may come before the join is done, and finds nobody to leave. */
  @Test
  void aCloseWithinTheJoinLeavesBehindIt() {
    var broadcast = new Broadcast();
    place.withinJoin =
        joining -> {
          joining.close();
          broadcast.join(joining);
        };
    var one =
        new Subscription(
            new Subscription.Place() {
              @Override
              public void join(Subscription subscription) {
                place.join(subscription);
              }

              @Override
              public void leave(Subscription subscription) {
                broadcast.leave(subscription);
              }
            });
    assertInstanceOf(Poll.Failed.class, one.poll(() -> {}));
    assertTrue(broadcast.isEmpty(), "nobody may stay who is never polled again");
  }

  @Test
  void oneWhoKeepsUpIsNeverCut_T5() throws Exception {
    subscription.poll(() -> {});
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 900; i++) { // Nearly as much as may wait.
        assertTrue(subscription.offer(KILOBYTE));
      }
      for (int i = 0; i < 900; i++) {
        assertEquals(KILOBYTE, Take.next(subscription));
      }
    }
    for (int round = 0; round < 10; round++) {
      assertTrue(subscription.offer(Line.of("x".repeat(Subscription.LIMIT))));
      assertEquals(Subscription.LIMIT + 1, ((Line) Take.next(subscription)).length());
    }
    subscription.close();
  }

  @Test
  void oneWhoFallsBehindGetsWhatWaitedAndThenTheFailure_T5() {
    subscription.poll(() -> {});
    int taken = 0;
    while (taken <= 1024 && subscription.offer(KILOBYTE)) {
      taken++;
    }
    assertTrue(taken > 900 && taken <= 1024, taken + " lines of 1024 bytes wait");
    assertFalse(subscription.offer(KILOBYTE));
    for (int i = 0; i < taken; i++) {
      assertEquals(KILOBYTE, subscription.poll(() -> {}));
    }
    var failed = assertInstanceOf(Poll.Failed.class, subscription.poll(() -> {}));
    assertInstanceOf(FellBehindException.class, failed.cause());
    subscription.finish(Poll.END);
    assertEquals(failed, subscription.poll(() -> {}));
  }

  @Test
  void whoHasFallenBehindIsOutOfTheBroadcastAndTheOthersAreNot_T5() {
    var broadcast = new Broadcast();
    var other = new Subscription(place);
    broadcast.join(subscription);
    for (int i = 0; i < 2000; i++) {
      broadcast.publish(KILOBYTE);
    }
    assertTrue(broadcast.isEmpty());
    broadcast.join(other);
    broadcast.publish(KILOBYTE);
    assertEquals(KILOBYTE, other.poll(() -> {}));
    assertFalse(broadcast.isEmpty());
    broadcast.end();
    assertSame(Poll.END, other.poll(() -> {}));
    assertTrue(broadcast.isEmpty());
  }

  @Test
  void whoJoinsBehindTheEndingGetsIt() {
    var cause = new IllegalStateException("as asked");
    var broadcast = new Broadcast();
    broadcast.fail(cause);
    broadcast.join(subscription);
    assertEquals(new Poll.Failed(cause), subscription.poll(() -> {}));
    assertTrue(broadcast.isEmpty());
  }
}
