package httpd.coding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import httpd.limit.StreamMemory;
import java.nio.ByteBuffer;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Long bodies whose client goes. */
class CompressedSlicesTest {

  private final AtomicReference<Runnable> whileReading = new AtomicReference<>(() -> {});

  private final class Full implements CompressedSlices.Plain {
    @Override
    public void read(ByteBuffer slice) {
      slice.put(new byte[slice.remaining()]);
      whileReading.get().run();
    }

    @Override
    public void close() {}
  }

  private static long used() {
    return StreamMemory.ofTheProcess().held();
  }

  @Test
  @DisplayName("Z-36 a body that is closed while another thread reads it gives its memory back")
  void closedMeanwhile() {
    long before = used();
    for (var coding : Coding.values()) {
      var slices = new CompressedSlices(new Full(), coding);
      slices.next();
      whileReading.set(() -> {
        slices.close();
        slices.close();
      });
      slices.next();
      assertEquals(before, used());
      assertThrows(NoSuchElementException.class, slices::next);
      assertEquals(before, used());
      whileReading.set(() -> {});
    }
  }
}
