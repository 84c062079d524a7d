package httpd.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
