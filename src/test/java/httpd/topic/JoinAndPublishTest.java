package httpd.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.testing.Take;
import httpd.topic.Topic.Resumption;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Joins while others publish, a million times: where replay meets live lines nothing is missing and
 * nothing comes twice. The publisher never rests, so each join meets it somewhere else.
 */
class JoinAndPublishTest {

  private static final int JOINS = 1_000_000;
  private static final int KEPT = 64;
  private static final int READ = 6;

  /** One in so many waits for lines that are still to come; to wait takes long. */
  private static final int PATIENT = 100;

  private static final int ROUNDS = 40_000;
  private static final int LIMIT_SECONDS = 10;

  private final MemoryRing ring = new MemoryRing(KEPT, Long.MAX_VALUE);
  private final AtomicLong published = new AtomicLong();
  private volatile boolean over;
  private volatile String latest = ring.bounds().newest();

  /** What has come of the joins, so that the test knows what it has tried. */
  private int resumed;

  private int lost;
  private int waited;
  private int fellBehind;

  private void publish() {
    for (int i = 1; !over; i++) {
      latest = ring.append(Line.of("" + i));
      published.set(i);
      if (i % 4096 == 0) {
        LockSupport.parkNanos(1); // Or the readers would only ever fall behind.
      }
    }
  }

  @Test
  @DisplayName("P-8 a million joins while lines are added: no gap, no duplicate, no lost wake-up")
  void joins() throws Exception {
    var publisher = Thread.ofPlatform().start(this::publish);
    try {
      var places = new ArrayDeque<String>();
      for (int i = 0; i < JOINS; i++) {
        var place = i % 3 == 0 || places.isEmpty() ? latest : places.removeFirst();
        join(place, places);
      }
    } finally {
      over = true;
      publisher.join();
    }
    assertEquals(0, ring.readers());
    assertTrue(resumed > JOINS / 10, "resumed " + resumed);
    assertTrue(waited > 100, "waited " + waited);
    assertTrue(lost + fellBehind > 100, "lost " + lost + ", fell behind " + fellBehind);
  }

  /** Here the next line comes only when this one was taken: no later wake-up heals a lost one. */
  @Test
  @DisplayName("P-8 a line that comes while its reader goes to sleep wakes it")
  void neverAsleep() throws Exception {
    var source = ring.last(0);
    assertEquals(latest, source.position()); // From here on, before anything is published.
    var publisher = Thread.ofPlatform().start(this::publishWhenTaken);
    try (source) {
      for (int i = 1; i <= ROUNDS; i++) {
        assertEquals("" + i, Take.line(source));
        published.set(i);
      }
    } finally {
      over = true;
      publisher.join();
    }
  }

  private void publishWhenTaken() {
    for (int i = 1; i <= ROUNDS && !over; i++) {
      while (published.get() < i - 1 && !over) {
        Thread.onSpinWait();
      }
      for (int delay = i % 32; delay > 0; delay--) {
        Thread.onSpinWait(); // To meet the reader at every step on its way to sleep.
      }
      ring.append(Line.of("" + i));
    }
  }

  private void join(String place, ArrayDeque<String> places) throws InterruptedException {
    switch (ring.after(place)) {
      case Resumption.Found(var source) -> {
        resumed++;
        follow(source, number(place), places);
      }
      case Resumption.Lost(Topic.Bounds(var oldest, var newest)) -> {
        lost++;
        assertTrue(number(place) < number(oldest), place + " is not lost, oldest " + oldest);
        assertTrue(number(oldest) <= number(newest));
      }
    }
  }

  private void follow(PositionedSource source, long behind, ArrayDeque<String> places)
      throws InterruptedException {
    long expected = behind + 1;
    for (int i = 0; i < READ; ) {
      var woken = new Semaphore(0);
      switch (source.poll(woken::release)) {
        case Line line -> {
          assertEquals(expected, Long.parseLong(line.text()), "behind " + behind);
          assertEquals(expected, number(source.position()));
          expected++;
          i++;
        }
        case Poll.Pending() -> {
          if (resumed % PATIENT != 0) {
            i = READ;
            break;
          }
          waited++;
          if (!woken.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("never woken behind " + (expected - 1) + ": " + published);
          }
        }
        case Poll.Failed(FellBehindException e) -> {
          fellBehind++;
          i = READ;
        }
        case Poll other -> throw new AssertionError(other.toString());
      }
    }
    if (places.size() < KEPT) {
      places.addLast(source.position());
    }
    source.close();
  }

  private static long number(String position) {
    return Long.parseLong(position.substring(position.indexOf('-') + 1));
  }
}
