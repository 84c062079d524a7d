package httpd.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Build and start": memory that is given back. */
class IdleHeapTest {

  private static final long MIB = 1024 * 1024;

  private long used = 10 * MIB;
  private int collections;

  private final IdleHeap heap =
      new IdleHeap(
          () -> used,
          () -> {
            collections++;
            used = 12 * MIB;
          });

  @Test
  @DisplayName("B-18 a heap that was used is collected once, when nothing is allocated any more")
  void onceWhenIdle() {
    heap.look();
    heap.look();
    assertEquals(0, collections, "little was used");
    used = 50 * MIB;
    heap.look();
    used = 30 * MIB; // A young collection.
    heap.look();
    assertEquals(0, collections, "it is in use");
    heap.look();
    heap.look();
    heap.look();
    assertEquals(1, collections);
    used = 40 * MIB;
    heap.look();
    heap.look();
    assertEquals(2, collections);
  }

  @Test
  @DisplayName("B-18.1 a heap in use that has grown to 192 MiB is collected, if little was left")
  void onceGrown() {
    used = 190 * MIB;
    heap.lookAfterCollection();
    assertEquals(0, collections);
    used = 200 * MIB;
    heap.lookAfterCollection();
    heap.lookAfterCollection();
    assertEquals(1, collections);
  }

  @Test
  @DisplayName("B-18.1 a heap in use of which much was left is the collector's")
  void notWhenMuchWasLeft() {
    var full = new IdleHeap(() -> 200 * MIB, () -> collections++);
    full.lookAfterCollection();
    full.lookAfterCollection();
    assertEquals(1, collections);
  }

  @Test
  @DisplayName("B-18.1 each collection is noticed")
  void collectionsAreNoticed() throws Exception {
    var noticed = new Semaphore(0);
    try (var _ = CollectionSentinel.start(noticed::release)) {
      for (int i = 0; i < 2; i++) {
        while (!noticed.tryAcquire(10, TimeUnit.MILLISECONDS)) {
          System.gc();
        }
      }
    }
  }
}
