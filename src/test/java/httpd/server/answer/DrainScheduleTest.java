package httpd.server.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Start and stop": when event streams end. */
class DrainScheduleTest {

  private static final Duration DRAIN = Duration.ofHours(1);
  private static final Duration TAKEN = Duration.ofMinutes(57);

  private static DrainSchedule of(int streams) {
    var spread = new DrainSchedule(new Random(4)::nextDouble);
    for (int i = 0; i < streams; i++) {
      spread.opened();
    }
    return spread;
  }

  private static List<DrainSchedule.Moment> moments(DrainSchedule spread, int streams) {
    var moments = new ArrayList<DrainSchedule.Moment>();
    for (int i = 0; i < streams; i++) {
      moments.add(spread.next());
    }
    return moments;
  }

  @Test
  @DisplayName("S-96 each of many streams ends in a piece of its own of the time of the stop")
  void even() {
    int streams = 200_000;
    var spread = of(streams);
    spread.begin(DRAIN);
    int minutes = (int) TAKEN.toMinutes();
    var ends = new int[minutes];
    var returns = new int[2 * minutes + 1];
    for (var moment : moments(spread, streams)) {
      var end = Duration.ofNanos(moment.delayNanos());
      ends[(int) end.toMinutes()]++;
      returns[(int) end.plus(moment.retry()).toMinutes()]++;
    }
    int mean = streams / minutes;
    for (int minute = 0; minute < minutes; minute++) {
      // What has passed since the stop began moves all of them a little.
      assertEquals(mean, ends[minute], mean * 0.01, "ends in minute " + minute);
      assertEquals(mean, returns[minutes + minute], mean * 0.01, "returns in minute " + minute);
    }
  }

  @Test
  @DisplayName("S-97 clients stay away as long as the ends are spread, and half a second of chance")
  void retry() {
    var spread = of(200_000);
    spread.begin(DRAIN);
    var retries = new HashSet<Long>();
    for (var moment : moments(spread, 1000)) {
      long chance = moment.retry().minus(TAKEN).toMillis();
      assertTrue(chance >= 0 && chance < 500, "" + moment);
      retries.add(chance);
    }
    assertTrue(retries.size() > 300, "only " + retries.size() + " different ones");
    assertTrue(of(1).retry().toMillis() >= 1000);
    assertTrue(of(1).retry().toMillis() < 1500);
  }

  @Test
  @DisplayName("S-96 a few streams end at 50 a second, so that a single one ends at once")
  void few() {
    for (int streams : List.of(1, 10, 500)) {
      var spread = of(streams);
      spread.begin(DRAIN);
      for (var moment : moments(spread, streams)) {
        assertTrue(moment.delayNanos() < Duration.ofMillis(20L * streams).toNanos(), "" + moment);
      }
    }
  }

  @Test
  @DisplayName("S-96 without a drain all end at once; one that is not counted ends with the others")
  void atOnce() {
    var spread = of(5000);
    spread.begin(Duration.ZERO);
    for (var moment : moments(spread, 5001)) {
      assertEquals(0, moment.delayNanos());
    }
    var late = of(0);
    late.begin(DRAIN);
    assertEquals(0, late.next().delayNanos());
  }

  @Test
  @DisplayName("V-60 an age is 0.8 to 1.2 of what was asked for")
  void age() {
    var spread = of(0);
    double least = 2;
    double most = 0;
    for (int i = 0; i < 1000; i++) {
      double age = spread.jitteredNanos(DRAIN) / (double) DRAIN.toNanos();
      least = Math.min(least, age);
      most = Math.max(most, age);
    }
    assertEquals(0.8, least, 0.01);
    assertEquals(1.2, most, 0.01);
  }
}
