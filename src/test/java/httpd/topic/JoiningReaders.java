package httpd.topic;

import static httpd.topic.LogSteps.after;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.testing.Take;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Readers that join a log at any position while it is appended to, and check what they get. */
final class JoiningReaders {

  private static final long SEED = 20_261_128;

  private final Log log;
  private final int first;
  private final int last;

  /** The position after each record, so far as it is known; the first one is the beginning. */
  private final AtomicReferenceArray<String> positions;

  /** A log that has the numbers up to {@code first}, and gets those up to {@code last}. */
  JoiningReaders(Log log, int first, int last) throws Exception {
    this.log = log;
    this.first = first;
    this.last = last;
    this.positions = new AtomicReferenceArray<>(last + 1);
    positions.set(0, log.bounds().oldest());
  }

  /** Has so many threads read, and one write. */
  void run(int readers) throws Exception {
    LogSteps.together(
        readers + 1,
        thread -> {
          var random = new Random(SEED + thread);
          if (thread == 0) {
            write(random);
          } else {
            read(random);
          }
        });
  }

  private void write(Random random) throws Exception {
    int done = first;
    while (done < last) {
      int batch = Math.min(1 + random.nextInt(5), last - done);
      var texts = LogSteps.numbers(done + 1, done + batch).toArray(String[]::new);
      done += batch;
      positions.set(done, LogSteps.add(log, texts));
    }
  }

  private void read(Random random) throws Exception {
    int known = 0;
    while (known < last) {
      int begin = random.nextInt(Math.max(0, known - 200), known + 1);
      var position = positions.get(begin);
      if (position != null) { // Or nobody knows it yet.
        known = Math.max(known, follow(position, begin, begin + random.nextInt(1, 150)));
      }
    }
  }

  /** Reads and checks records; returns the number of the last. */
  private int follow(String position, int begin, int goal) throws Exception {
    int end = Math.min(goal, last);
    try (var source = after(log, position)) {
      for (int i = begin + 1; i <= end; i++) {
        assertEquals("" + i, Take.line(source), "after " + begin);
        positions.set(i, source.position());
      }
    }
    return end;
  }
}
