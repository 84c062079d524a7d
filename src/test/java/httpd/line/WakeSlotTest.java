package httpd.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WakeSlotTest {

  private final WakeSlot slot = new WakeSlot();
  private final AtomicInteger woken = new AtomicInteger();
  private final Runnable wake = woken::incrementAndGet;

  @Test
  @DisplayName("L-4 a wake-up runs once, however often the slot is run")
  void once() {
    slot.set(wake);
    slot.run();
    slot.run();
    assertEquals(1, woken.get());
  }

  @Test
  @DisplayName("L-4 a wake-up that was replaced, dropped or withdrawn never runs")
  void notLater() {
    Runnable later = () -> woken.addAndGet(10);
    slot.set(wake);
    slot.set(later);
    slot.run(wake);
    assertFalse(slot.withdraw(wake));
    assertTrue(slot.withdraw(later));
    slot.set(wake);
    slot.clear();
    slot.run();
    assertEquals(0, woken.get());
  }

  @Test
  @DisplayName("L-4 the owner's withdrawal and a wake-up at the same time: exactly one has it")
  void race() throws Exception {
    for (int i = 0; i < 500; i++) {
      var once = new WakeSlot();
      once.set(wake);
      var together = new CyclicBarrier(2);
      var other = Thread.startVirtualThread(() -> runAt(together, once));
      together.await();
      int withdrawn = once.withdraw(wake) ? 1 : 0;
      other.join();
      assertEquals(1, woken.getAndSet(0) + withdrawn);
    }
  }

  private static void runAt(CyclicBarrier together, WakeSlot slot) {
    try {
      together.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    slot.run();
  }
}
