package httpd.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.Poll;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Limits": what streams hold together. */
class StreamMemoryTest {

  private static final int MOST = 1024 * 1024;
  private static final Line LINE = Line.of("x".repeat(55)); // 100 bytes with what it costs.

  private final StreamMemory memory = new StreamMemory(MOST);

  /** Offers lines until no more are welcome. */
  private static int fill(LineQueue queue) {
    int lines = 1;
    while (queue.offer(LINE, () -> {})) {
      lines++;
    }
    return lines;
  }

  @Test
  @DisplayName("M-51 each stream may hold an eighth of what is free, and always 2 KiB")
  void share() {
    assertEquals(1000, memory.share(1000));
    assertEquals(MOST / 8, memory.share(MOST));
    memory.take(MOST / 2);
    assertEquals(MOST / 16, memory.share(MOST));
    memory.take(MOST);
    assertEquals(2048, memory.share(MOST));
    assertTrue(memory.hasRoom(2047));
    assertFalse(memory.hasRoom(2048));
    assertEquals(MOST, new StreamMemory(0).share(MOST));
  }

  @Test
  @DisplayName("M-51 one queue gets all that it can use, a thousand share what there is")
  void queues() {
    var queues = new ArrayList<LineQueue>();
    for (int i = 0; i < 1000; i++) {
      queues.add(new LineQueue(memory));
    }
    assertEquals(656, fill(queues.getFirst()), "lines of 100 bytes in 64 KiB");
    queues.forEach(StreamMemoryTest::fill);
    long most = MOST + 1000 * 2L * StreamMemory.LEAST;
    assertTrue(memory.held() <= most, memory.held() + " bytes are held");
    int least = fill(new LineQueue(memory));
    assertTrue(least >= 20 && least <= 22, least + " lines although all is used up");
    queues.forEach(LineQueue::close);
  }

  @Test
  @DisplayName("M-51 what a queue holds is counted until it is taken, or the queue is closed")
  void counted() {
    var taken = new LineQueue(memory);
    int lines = fill(taken);
    for (int i = 0; i < lines; i++) {
      assertEquals(LINE, taken.poll(() -> {}));
      assertTrue(memory.held() > 0);
    }
    assertEquals(Poll.PENDING, taken.poll(() -> {}));
    assertEquals(0, memory.held());
    var closed = new LineQueue(memory);
    fill(closed);
    assertEquals(LINE, closed.poll(() -> {}));
    fill(closed);
    closed.close();
    closed.poll(() -> {});
    assertEquals(0, memory.held());
  }

  @Test
  @DisplayName("M-51 it is told once that the memory is short, until half of it is free again")
  void told() {
    var told = new AtomicInteger();
    memory.bound(MOST, told::incrementAndGet);
    memory.take(MOST);
    memory.share(4096);
    memory.share(4096);
    assertEquals(1, told.get());
    memory.release(MOST - MOST / 2 + 1);
    memory.share(4096);
    assertEquals(1, told.get());
    memory.take(MOST);
    memory.share(4096);
    assertEquals(2, told.get());
  }
}
